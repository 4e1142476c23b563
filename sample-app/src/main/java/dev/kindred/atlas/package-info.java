/** The sample application: one package, read {@link dev.kindred.atlas.AtlasApplication} first. */
@org.jspecify.annotations.NullMarked
package dev.kindred.atlas;
