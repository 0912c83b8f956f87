package id.loket.kit.schema;

/**
 * Fired once per process when the schema is as this version expects it, on a thread that may block
 * and before readiness says so.
 */
public record SchemaCurrent() {}
