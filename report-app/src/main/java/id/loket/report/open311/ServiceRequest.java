package id.loket.report.open311;

import id.loket.report.text.Bilingual;
import java.time.Instant;
import java.util.UUID;

/**
 * A public report, as Open311 shows it: without who reported it and, if they want to stay unknown,
 * without the exact place.
 *
 * @param statusNote what was last said about its status, or null
 * @param lat null for a report that has only an address
 * @param mediaId its first photo, or null
 */
record ServiceRequest(
    UUID id,
    String serviceCode,
    Bilingual serviceName,
    boolean open,
    String statusNote,
    String description,
    String unit,
    String address,
    Double lat,
    Double lon,
    UUID mediaId,
    Instant requested,
    Instant updated,
    Instant expected) {}
