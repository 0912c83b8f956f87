package id.loket.gateway.upstream;

/** One request to one replica; its outcome is told to the replica's breaker, once. */
public final class Attempt {
  private final Replica replica;
  private final boolean trial;
  private boolean told;

  Attempt(Replica replica, boolean trial) {
    this.replica = replica;
    this.trial = trial;
  }

  public Replica replica() {
    return replica;
  }

  /** It was answered. What becomes of the answer's body says nothing of the replica. */
  public void succeeded() {
    if (isFirstWord()) {
      replica.breaker().succeeded();
    }
  }

  /** It was not answered. */
  public void failed() {
    if (isFirstWord()) {
      replica.breaker().failed(System.nanoTime(), trial);
    }
  }

  /** Nobody knows: it was given up, or never sent. */
  public void abandoned() {
    if (isFirstWord()) {
      replica.breaker().abandoned(trial);
    }
  }

  private synchronized boolean isFirstWord() {
    boolean first = !told;
    told = true;
    return first;
  }
}
