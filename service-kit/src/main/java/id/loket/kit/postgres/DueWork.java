package id.loket.kit.postgres;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * Work that waits in rows of the service's database until its time has come, or until somebody who
 * knew of it has died. Produced as a bean by the feature whose work it is; {@link DuePoll} asks for
 * all of them at once.
 *
 * @param name in kebab case, for logs
 * @param when when the earliest is due: a select of one {@code timestamptz}, null when nothing
 *     waits. Answered from an index, at most every second
 * @param takeUp does what is due, here or not at all: other replicas ask at the same time
 */
public record DueWork(String name, String when, Supplier<Uni<Void>> takeUp) {}
