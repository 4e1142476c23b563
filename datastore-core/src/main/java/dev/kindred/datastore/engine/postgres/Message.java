package dev.kindred.datastore.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What processes tell each other: who says it, and in which queues there is something. As text: number and epoch of the sender and, in a probe, what is to be recognized; then a line for each queue. A
 * text has a limit; beyond it, the message is of all queues.
 *
 * @param sender number and epoch
 * @param probe what the sender alone waits for, or nothing
 * @param queues names
 * @param all whether it is of all queues
 */
record Message(String sender, String probe, Set<String> queues, boolean all) {

    /** The server takes less than 8,000. */
    private static final int MOST_BYTES = 7_900;

    private static final String ALL = "\n";

    static String sender(Node node) {
        return node.id() + "." + node.epoch();
    }

    static String text(String sender, String probe, Set<String> queues) {
        String head = sender + " " + probe;
        StringBuilder text = new StringBuilder(head);
        for (String queue : queues) {
            if (queue.isEmpty() || queue.indexOf('\n') >= 0) {
                return head + ALL;
            }
            text.append('\n').append(queue);
        }
        String whole = text.toString();
        return whole.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES ? head + ALL : whole;
    }

    static Message of(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        String head = lines.get(0);
        int space = head.indexOf(' ');
        String sender = space < 0 ? head : head.substring(0, space);
        String probe = space < 0 ? "" : head.substring(space + 1);
        Set<String> queues = new LinkedHashSet<>(lines.subList(1, lines.size()));
        boolean all = queues.remove("");
        return new Message(sender, probe, queues, all);
    }
}
