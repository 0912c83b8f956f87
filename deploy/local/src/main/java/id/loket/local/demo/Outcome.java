package id.loket.local.demo;

import java.time.Duration;

/** How one visit to the counter ended and how long it took. */
record Outcome(String name, Duration took) {}
