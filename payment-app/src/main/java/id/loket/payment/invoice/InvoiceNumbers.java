package id.loket.payment.invoice;

import id.loket.kit.problem.Problem;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/**
 * Reads invoice numbers in paths; a malformed one is the problem {@code malformed-invoice-number}.
 */
@Provider
public class InvoiceNumbers implements ParamConverterProvider {
  @Override
  @SuppressWarnings("unchecked")
  public <T> ParamConverter<T> getConverter(
      Class<T> rawType, Type genericType, Annotation[] annotations) {
    return rawType == InvoiceNumber.class ? (ParamConverter<T>) new NumberConverter() : null;
  }

  static final class NumberConverter implements ParamConverter<InvoiceNumber> {
    @Override
    public InvoiceNumber fromString(String value) {
      try {
        return new InvoiceNumber(value);
      } catch (IllegalArgumentException malformed) {
        throw new Problem(InvoiceProblems.MALFORMED_NUMBER);
      }
    }

    @Override
    public String toString(InvoiceNumber value) {
      return value.text();
    }
  }
}
