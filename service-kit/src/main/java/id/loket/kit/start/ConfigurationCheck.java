package id.loket.kit.start;

/**
 * What a feature needs of its configuration, looked at before anything is started. A service that
 * finds a fault does not start: it says each in one line and ends.
 */
public interface ConfigurationCheck {
  /** Looks at the feature's configuration. */
  void check(Faults faults);
}
