package dev.kindred.datastore.model;

import java.io.Serializable;

/**
 * A place on the globe, WGS 84. Sorts by latitude, then longitude.
 *
 * @param latitude degrees north, -90 to 90
 * @param longitude degrees east, -180 to 180
 */
public record GeoPoint(double latitude, double longitude) implements Comparable<GeoPoint>, Serializable {

    /**
     * Checks the ranges.
     *
     * @param latitude see the record
     * @param longitude see the record
     * @throws InvalidValueException if a coordinate is out of its range or not a number
     */
    public GeoPoint {
        if (!(latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180)) {
            throw new InvalidValueException("GeoPoint(" + latitude + ", " + longitude
                    + ") is not on the globe: latitude is -90 to 90 degrees, longitude -180 to 180.");
        }
    }

    @Override
    public int compareTo(GeoPoint other) {
        int byLatitude = Double.compare(latitude, other.latitude);
        return byLatitude != 0 ? byLatitude : Double.compare(longitude, other.longitude);
    }
}
