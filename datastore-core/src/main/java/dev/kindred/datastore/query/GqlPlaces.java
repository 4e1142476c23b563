package dev.kindred.datastore.query;

import java.util.Map;

/**
 * Where a statement speaks of what.
 *
 * @param kind where the kind begins, or 0 if there is none
 * @param properties where each property begins for the first time, in the order of the text
 */
record GqlPlaces(int kind, Map<String, Integer> properties) {}
