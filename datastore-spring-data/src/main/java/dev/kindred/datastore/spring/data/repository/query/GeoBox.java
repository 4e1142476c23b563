package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.GeoPoint;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.geo.Box;
import org.springframework.data.geo.Point;

/**
 * A part of the globe between two parallels and two meridians, edges included. Places sort by latitude first, so that an index gives the belt between the parallels;
 * the meridians are looked at.
 *
 * @param west may be greater than {@code east}: then the box lies across the 180th meridian
 */
record GeoBox(double south, double north, double west, double east) {

    /**
     * What Spring Data calls a box: x is the longitude, y the latitude, the first corner that in the south-west.
     *
     * @throws InvalidDataAccessApiUsageException if it is not on the globe, or its first corner lies north of its second
     */
    static GeoBox of(Box box) {
        Point first = box.getFirst();
        Point second = box.getSecond();
        GeoBox given = new GeoBox(first.getY(), second.getY(), first.getX(), second.getX());
        boolean onGlobe = Math.abs(given.south) <= 90
                && Math.abs(given.north) <= 90
                && Math.abs(given.west) <= 180
                && Math.abs(given.east) <= 180;
        if (!onGlobe || given.south > given.north) {
            throw new InvalidDataAccessApiUsageException(
                    "Box " + box
                            + " is no part of the globe: its first corner is that in the south-west, x is the longitude, -180 to 180, and y the latitude, -90 to 90.");
        }
        return given;
    }

    Constraint constraint(String property) {
        return new Constraint(
                Filter.and(
                        Filter.of(property, Operator.GREATER_THAN_OR_EQUAL, Value.of(new GeoPoint(south, -180))),
                        Filter.of(property, Operator.LESS_THAN_OR_EQUAL, Value.of(new GeoPoint(north, 180)))),
                entity -> FilterMatch.values(entity, property).stream()
                        .anyMatch(value -> value instanceof Value.GeoPointValue place && contains(place.value())));
    }

    private boolean contains(GeoPoint place) {
        double x = place.longitude();
        boolean between = west <= east ? x >= west && x <= east : x >= west || x <= east;
        return between && place.latitude() >= south && place.latitude() <= north;
    }
}
