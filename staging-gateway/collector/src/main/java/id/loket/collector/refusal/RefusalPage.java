package id.loket.collector.refusal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** A page of refused items. */
public record RefusalPage(
    List<Refusal> items, @JsonInclude(JsonInclude.Include.ALWAYS) String next) {}
