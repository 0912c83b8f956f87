package id.loket.kit.audit;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Who did something.
 *
 * @param id a user's id, or a service's name
 * @param role the highest role they have; {@code service} for a service, whoever made it do so
 */
@Schema(
    name = "AuditActor",
    example = "{\"id\": \"01890c4e-5f2a-7b3c-8d4e-5f6a7b8c9d0e\", \"role\": \"admin\"}")
@RegisterForReflection // native: kept as JSON where there is no table
public record Actor(String id, String role) {}
