package dev.kindred.datastore.query;

/**
 * A query as GQL, with what its text cannot say. Made by {@link Gql#format(Query)}.
 *
 * @param text one statement, which {@link Gql#parse(String)} reads
 * @param bindings what its names stand for, and its namespace if the query has one
 */
public record GqlText(String text, GqlBindings bindings) {}
