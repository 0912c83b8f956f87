package id.loket.kit.postgres;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lets {@code LOKET_DB_URL} name several servers of one database as PostgreSQL's own clients do,
 * {@code postgresql://one:5432,two:5432/ticket}: the JDBC driver reads that, the pool's wants an
 * address each. Which of them is the primary is found out with each connection.
 */
@Priority(Priorities.APPLICATION)
public final class SeveralServers implements ConfigSourceInterceptor {
  private static final long serialVersionUID = 1;
  private static final String POOL = "quarkus.datasource.reactive.url";
  private static final Pattern SEVERAL =
      Pattern.compile("(vertx-reactive:postgresql://)([^/?,]+(?:,[^/?,]+)+)([/?].*)?");

  @Override
  public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    ConfigValue value = context.proceed(name);
    return POOL.equals(name) && value != null && value.getValue() != null
        ? value.withValue(addresses(value.getValue()))
        : value;
  }

  static String addresses(String url) {
    Matcher several = SEVERAL.matcher(url);
    if (!several.matches()) {
      return url;
    }
    String rest = several.group(3) == null ? "" : several.group(3);
    return Arrays.stream(several.group(2).split(","))
        .map(server -> several.group(1) + server + rest)
        .collect(Collectors.joining(","));
  }
}
