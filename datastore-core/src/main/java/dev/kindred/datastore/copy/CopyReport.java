package dev.kindred.datastore.copy;

import java.util.List;

/**
 * What a copy did, and whether both stores are the same.
 *
 * @param read rows of the source that were read, the comparison left aside
 * @param written rows written to the target
 * @param deleted rows deleted from the target
 * @param tasks tasks and dead letters added to the target
 * @param lines what was compared; empty if nothing was
 */
public record CopyReport(long read, long written, long deleted, long tasks, List<Line> lines) {

    /**
     * Copies the lines.
     *
     * @param read see the record
     * @param written see the record
     * @param deleted see the record
     * @param tasks see the record
     * @param lines see the record
     */
    public CopyReport {
        lines = List.copyOf(lines);
    }

    /**
     * A part of both stores.
     *
     * @param what which rows: entities or index rows of a kind, tasks or dead letters of a queue, or the dictionary
     * @param source those of the source
     * @param target those of the target
     */
    public record Line(String what, Sum source, Sum target) {

        /**
         * Whether both are the same.
         *
         * @return true if numbers and checksums agree
         */
        public boolean agrees() {
            return source.equals(target);
        }
    }

    /**
     * Some rows.
     *
     * @param rows how many
     * @param checksum the sum of a hash of each, so that their order does not matter
     */
    public record Sum(long rows, long checksum) {

        static final Sum NOTHING = new Sum(0, 0);

        Sum plus(long hash) {
            return new Sum(rows + 1, checksum + hash);
        }
    }

    /**
     * Whether no difference was found. Also true if nothing was compared.
     *
     * @return true if all lines agree
     */
    public boolean agrees() {
        return lines.stream().allMatch(Line::agrees);
    }

    /**
     * The lines as a table, those that do not agree marked.
     *
     * @return text of several lines
     */
    public String table() {
        int width = lines.stream().mapToInt(line -> line.what().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            text.append(String.format(
                    java.util.Locale.ROOT,
                    "%-" + Math.max(1, width) + "s  %,14d  %016x  %s%n",
                    line.what(),
                    line.source().rows(),
                    line.source().checksum(),
                    line.agrees()
                            ? "same"
                            : String.format(
                                    java.util.Locale.ROOT,
                                    "DIFFERS: the target has %,d, %016x",
                                    line.target().rows(),
                                    line.target().checksum())));
        }
        return text.toString();
    }
}
