package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.datastore.autoconfigure.InvalidSettingsException;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.Rate;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.TaskLimits;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads App Engine's queue.yaml, of which every field is known. All that is wrong is told at once, with line and field. What has no meaning here, such as {@code acl}, is left out with a warning.
 */
final class QueueYaml {

    private static final Logger LOG = LoggerFactory.getLogger(QueueYaml.class);
    private static final String PROPERTY = "kindred.delay.queue-yaml";
    private static final Set<String> QUEUE_FIELDS = Set.of(
            "name", "mode", "rate", "bucket_size", "max_concurrent_requests", "retry_parameters", "target", "acl");
    private static final Set<String> RETRY_FIELDS =
            Set.of("task_retry_limit", "task_age_limit", "min_backoff_seconds", "max_backoff_seconds", "max_doublings");

    private final String source;
    private final List<InvalidSettingException> problems = new ArrayList<>();

    private QueueYaml(String source) {
        this.source = source;
    }

    /** Reads the file of a location; none if there is no location. */
    static List<QueueSettings> read(@Nullable String location, ResourceLoader resources) {
        if (location == null || location.isBlank()) {
            return List.of();
        }
        Resource resource = resources.getResource(location);
        if (!resource.exists()) {
            throw new InvalidSettingException(
                    PROPERTY,
                    location,
                    "There is no such file.",
                    "Name one that is there, such as classpath:queue.yaml or file:/etc/app/queue.yaml, or remove the property.");
        }
        try {
            return parse(resource.getContentAsString(StandardCharsets.UTF_8), location);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Reads a text. */
    static List<QueueSettings> parse(String text, String source) {
        QueueYaml yaml = new QueueYaml(source);
        List<QueueSettings> queues = yaml.queues(text);
        InvalidSettingsException.throwIfAny(yaml.problems);
        return queues;
    }

    private List<QueueSettings> queues(String text) {
        List<QueueSettings> queues = new ArrayList<>();
        Node root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        } catch (MarkedYAMLException broken) {
            problems.add(new InvalidSettingException(
                    source,
                    "line "
                            + (broken.getProblemMark() == null
                                    ? "?"
                                    : broken.getProblemMark().getLine() + 1),
                    "It is no YAML: " + broken.getProblem() + ".",
                    "Correct it."));
            return queues;
        }
        if (root == null) {
            return queues;
        }
        Map<String, Node> fields = fields(root, "", Set.of("queue", "total_storage_limit"));
        Node storage = fields.get("total_storage_limit");
        if (storage != null) {
            LOG.warn(
                    "{}, line {}: total_storage_limit is left out; there is no such limit here", source, line(storage));
        }
        Node list = fields.get("queue");
        Set<String> names = new HashSet<>();
        if (list instanceof SequenceNode sequence) {
            for (Node each : sequence.getValue()) {
                QueueSettings queue = queue(each);
                if (queue != null && !names.add(queue.name())) {
                    problem(each, "", "name", queue.name(), "The queue is there twice.", "Make them one.");
                }
                if (queue != null) {
                    queues.add(queue);
                }
            }
        } else if (list != null) {
            problem(list, "", "queue", text(list), "It is no list.", "Begin each queue with \"- name:\".");
        }
        return queues;
    }

    private @Nullable QueueSettings queue(Node node) {
        Map<String, Node> fields = fields(node, "", QUEUE_FIELDS);
        Node nameNode = fields.get("name");
        String name = nameNode == null ? null : text(nameNode);
        if (name == null || !TaskLimits.isQueueName(name)) {
            problem(
                    nameNode == null ? node : nameNode,
                    "",
                    "name",
                    String.valueOf(name),
                    "The name of a queue has 1 to 100 letters (a-z, A-Z), digits and hyphens.",
                    "Give it one.");
            return null;
        }
        for (String ignored : List.of("target", "acl")) {
            Node given = fields.get(ignored);
            if (given != null) {
                LOG.warn(
                        "{}, line {}: {} of queue \"{}\" is left out{}",
                        source,
                        line(given),
                        ignored,
                        name,
                        ignored.equals("target") ? "; set kindred.delay.queues." + name + ".target to a URL" : "");
            }
        }
        Node mode = fields.get("mode");
        String push = mode == null ? "push" : text(mode);
        if (mode != null && !push.equals("push") && !push.equals("pull")) {
            problem(mode, name, "mode", push, "A queue is push or pull.", "Write one of them.");
        }
        QueueSettings settings = QueueSettings.of(name);
        return push.equals("pull") ? pull(settings.pull(), fields) : push(settings, node, fields);
    }

    private QueueSettings pull(QueueSettings queue, Map<String, Node> fields) {
        for (String pushOnly : List.of("rate", "bucket_size", "max_concurrent_requests")) {
            Node given = fields.get(pushOnly);
            if (given != null) {
                problem(
                        given,
                        queue.name(),
                        pushOnly,
                        text(given),
                        "The queue is a pull queue, whose tasks are leased and never begun here.",
                        "Remove it, or make the queue a push queue.");
            }
        }
        return retry(queue, fields.get("retry_parameters"), Set.of("task_retry_limit"));
    }

    private QueueSettings push(QueueSettings queue, Node node, Map<String, Node> fields) {
        QueueSettings settings = queue;
        Node rate = fields.get("rate");
        if (rate == null) {
            problem(node, queue.name(), "rate", "", "A push queue needs a rate.", "Write it such as 5/s.");
        } else {
            try {
                settings = settings.rate(Rate.of(text(rate)));
            } catch (IllegalArgumentException refused) {
                problem(
                        rate,
                        queue.name(),
                        "rate",
                        text(rate),
                        "A rate is a number, a slash, and s, m, h or d; or 0.",
                        "Write it such as 20/s.");
            }
        }
        Integer bucket =
                number(fields.get("bucket_size"), queue.name(), "bucket_size", 1, QueueSettings.MAX_BUCKET_SIZE);
        settings = bucket == null ? settings : settings.bucketSize(bucket);
        Integer concurrent = number(
                fields.get("max_concurrent_requests"), queue.name(), "max_concurrent_requests", 1, Integer.MAX_VALUE);
        settings = concurrent == null ? settings : settings.maxConcurrent(concurrent);
        return retry(settings, fields.get("retry_parameters"), RETRY_FIELDS);
    }

    private QueueSettings retry(QueueSettings queue, @Nullable Node node, Set<String> allowed) {
        if (node == null) {
            return queue;
        }
        String name = queue.name();
        Map<String, Node> fields = fields(node, name, allowed);
        RetryPolicy.Builder policy = RetryPolicy.builder()
                .retryLimit(number(fields.get("task_retry_limit"), name, "task_retry_limit", 0, Integer.MAX_VALUE))
                .ageLimit(age(fields.get("task_age_limit"), name))
                .minBackoff(seconds(fields.get("min_backoff_seconds"), name, "min_backoff_seconds"))
                .maxBackoff(seconds(fields.get("max_backoff_seconds"), name, "max_backoff_seconds"));
        Integer doublings = number(fields.get("max_doublings"), name, "max_doublings", 0, Integer.MAX_VALUE);
        try {
            return queue.retry((doublings == null ? policy : policy.maxDoublings(doublings)).build());
        } catch (IllegalArgumentException refused) {
            problem(node, name, "retry_parameters", "", String.valueOf(refused.getMessage()), "Correct them.");
            return queue;
        }
    }

    private @Nullable Integer number(@Nullable Node node, String queue, String field, int least, int most) {
        if (node == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(text(node));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // told below
        }
        problem(
                node,
                queue,
                field,
                text(node),
                String.format(Locale.ROOT, "It must be a whole number of %,d to %,d.", least, most),
                "Correct it, or remove it.");
        return null;
    }

    private @Nullable Duration age(@Nullable Node node, String queue) {
        if (node == null) {
            return null;
        }
        Duration age = AppEngineTimes.age(text(node));
        if (age != null) {
            return age;
        }
        problem(node, queue, "task_age_limit", text(node), AppEngineTimes.AGE_RULE, "Write it such as 2d.");
        return null;
    }

    private @Nullable Duration seconds(@Nullable Node node, String queue, String field) {
        if (node == null) {
            return null;
        }
        Duration seconds = AppEngineTimes.seconds(text(node));
        if (seconds != null) {
            return seconds;
        }
        problem(node, queue, field, text(node), AppEngineTimes.SECONDS_RULE, "Write it such as 10 or 0.5.");
        return null;
    }

    private Map<String, Node> fields(Node node, String queue, Set<String> allowed) {
        Map<String, Node> fields = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problem(node, queue, "", text(node), "Fields are expected here.", "Write them as name: value.");
            return fields;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String field = text(tuple.getKeyNode());
            if (!allowed.contains(field)) {
                problem(
                        tuple.getKeyNode(),
                        queue,
                        field,
                        text(tuple.getValueNode()),
                        "There is no such field here.",
                        "Remove it, or use one of " + new TreeSet<>(allowed) + ".");
            } else if (fields.put(field, tuple.getValueNode()) != null) {
                problem(tuple.getKeyNode(), queue, field, "", "The field is there twice.", "Remove one.");
            }
        }
        return fields;
    }

    private void problem(Node node, String queue, String field, String value, String what, String wayOut) {
        String place = source + ", line " + line(node) + (queue.isEmpty() ? "" : ", queue \"" + queue + "\"")
                + (field.isEmpty() ? "" : ", " + field);
        problems.add(new InvalidSettingException(place, value, what, wayOut));
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue().trim() : "";
    }
}
