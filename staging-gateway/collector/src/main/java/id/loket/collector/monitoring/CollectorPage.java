package id.loket.collector.monitoring;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** A page of collectors. */
@RegisterForReflection // native: read with TolerantJson
public record CollectorPage(
    List<CollectorStatus> items, @JsonInclude(JsonInclude.Include.ALWAYS) String next) {}
