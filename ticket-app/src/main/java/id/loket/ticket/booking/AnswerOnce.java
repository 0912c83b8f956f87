package id.loket.ticket.booking;

import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKey;
import java.util.List;
import java.util.function.Function;

/**
 * What a request under a key is answered for good.
 *
 * @param answer how it is answered when that came of it
 */
record AnswerOnce(IdempotencyKey key, Function<List<Placed>, Answer> answer) {}
