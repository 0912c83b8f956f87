package id.loket.gateway.upstream;

/**
 * How many requests may be sent again: one for every ten that were sent, and a few at once. Retries
 * then never become a load of their own.
 */
final class RetryBudget {
  private static final int PER_REQUEST = 1;
  private static final int PER_RETRY = 10;
  private static final int MOST = 100 * PER_RETRY;

  private int balance = 10 * PER_RETRY;

  synchronized void sent() {
    balance = Math.min(MOST, balance + PER_REQUEST);
  }

  synchronized boolean takeRetry() {
    if (balance < PER_RETRY) {
      return false;
    }
    balance -= PER_RETRY;
    return true;
  }
}
