/**
 * Atlas, the sample application. Read it in this order: {@link dev.kindred.atlas.City} and its repository, {@link dev.kindred.atlas.CityController} for queries
 * and cursors, {@link dev.kindred.atlas.VisitCounter} for a transaction, {@link dev.kindred.atlas.CommentService} and
 * {@link dev.kindred.atlas.Moderation} for a method that is deferred in the same commit, {@link dev.kindred.atlas.ImportStart} and {@link dev.kindred.atlas.PlaceImport} for
 * a long job in a group of tasks that survives a {@code kill -9}, {@link dev.kindred.atlas.MostVisitedCount} for one that runs again and again, and {@link dev.kindred.atlas.WorkService} for what an operator sees and does.
 */
@NullMarked
package dev.kindred.atlas;

import org.jspecify.annotations.NullMarked;
