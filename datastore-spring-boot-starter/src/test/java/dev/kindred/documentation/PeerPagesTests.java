package dev.kindred.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pages docs/guides/coming-from-….md: each name of ours is there. In the tables, the first column has their names, the second ours. Code in the second column is a type, a
 * member, an annotation with its attributes, a property, a derived method or a word of {@link #WORDS}; anything else is an error. Names elsewhere on the page are ours or theirs.
 */
class PeerPagesTests {

    private static final Path GUIDES = Path.of("..", "docs", "guides");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern WORD = Pattern.compile("@?\\w+");
    private static final Pattern NAME =
            Pattern.compile("(@?)([A-Z]\\w*(?:\\.[A-Z]\\w*)*)(?:<[^>]*>)?(?:\\.([a-z]\\w*|[A-Z_]+))?(?:\\((.*)\\))?");
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+) = ");
    private static final Pattern DERIVED = Pattern.compile(
            "(?:find|read|count|exists|delete|remove|update|stream)[\\w…]*By[\\w…]*(?:\\(.*\\))?|…\\w+");

    /** Code that is no name: values and GQL; and the slice, whose module is built after this one. */
    private static final Set<String> WORDS = Set.of(
            "@DataDatastoreTest",
            "null",
            "0",
            "SELECT",
            "SUM",
            "AVG",
            "COUNT",
            "UPDATE",
            "DELETE",
            "__key__",
            "byte[]",
            "^d",
            "META-INF/datastore-named-queries.properties",
            "NESTED",
            "SAVE");

    /** Packages of others whose names are as good as ours: whoever comes finds them unchanged. */
    private static final List<String> SPRING = List.of(
            "org.springframework.data.annotation.",
            "org.springframework.data.domain.",
            "org.springframework.data.convert.",
            "org.springframework.data.mapping.",
            "org.springframework.data.mapping.model.",
            "org.springframework.data.repository.",
            "org.springframework.data.repository.query.",
            "org.springframework.data.geo.",
            "org.springframework.dao.",
            "org.springframework.cache.",
            "org.springframework.transaction.",
            "org.springframework.transaction.annotation.",
            "org.springframework.transaction.event.",
            "org.springframework.transaction.support.",
            "java.lang.",
            "java.math.",
            "java.time.",
            "java.util.",
            "java.util.stream.");

    /** The names of our types with their packages, by their names without. */
    private static final Map<String, List<String>> OURS = new HashMap<>();

    static {
        try {
            for (Resource resource :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:dev/kindred/**/*.class")) {
                String url = resource.getURL().toString();
                String name = url.substring(url.indexOf("dev/kindred/"), url.length() - ".class".length())
                        .replace('/', '.');
                if (!url.contains("/test-classes/")) {
                    OURS.computeIfAbsent(
                                    name.substring(name.lastIndexOf('.') + 1).replace('$', '.'),
                                    first -> new ArrayList<>())
                            .add(name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring-cloud-gcp", "objectify", "jpa"})
    void everyNameOfOursIsThere(String peer) throws IOException {
        String page = FENCE.matcher(page(peer)).replaceAll("");
        Set<String> theirs = theirs(peer);
        List<String> missing = new ArrayList<>();
        int checked = 0;
        for (String line : page.lines().toList()) {
            String[] cells = line.startsWith("|") ? line.substring(1).split("\\|") : new String[0];
            for (String code : cells.length > 1 ? code(cells[1]) : List.<String>of()) {
                checked++;
                if (!isOurs(code)) {
                    missing.add(code);
                }
            }
            String rest = cells.length > 2
                    ? String.join("|", Arrays.copyOfRange(cells, 2, cells.length))
                    : cells.length == 0 ? line : "";
            for (String code : code(rest)) {
                Matcher name = NAME.matcher(code);
                boolean isName = name.matches() && (code.startsWith("@") || name.group(3) != null)
                        || code.startsWith("kindred.");
                if (isName && !isOurs(code) && !theirs.contains(firstWord(code))) {
                    missing.add(code);
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(checked).isGreaterThan(60);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    spring-cloud-gcp | @Entity @Field @Id @Transient @Unindexed @Descendants @Reference @LazyReference @DiscriminatorField @DiscriminatorValue \
                    @Query @EnableDatastoreRepositories @EnableDatastoreAuditing @LastModifiedDate @LastModifiedBy \
                    DatastoreRepository DatastoreTemplate DatastoreOperations DatastoreMappingContext DatastoreCustomConversions DatastoreTransactionManager \
                    DatastorePageable DatastoreNamespaceProvider DatastoreQueryOptions DatastoreDataException \
                    findById findAllById findAll save saveAll insert insertAll delete deleteById deleteAllById deleteAll count existsById query queryKeys \
                    queryIterable queryKeysOrEntities queryEntitiesSlice queryKeysSlice findByIdAsMap writeMap createKey getKey queryByExample \
                    keyQueryByExample countByExample existsByExample performTransaction \
                    BeforeSaveEvent AfterSaveEvent BeforeDeleteEvent AfterDeleteEvent AfterFindByKeyEvent AfterQueryEvent LatLng Blob Timestamp
                    objectify | @Entity @Subclass @Id @Parent @Index @Unindex @Ignore @IgnoreLoad @IgnoreSave @Load @AlsoLoad @OnLoad @OnSave @Serialize \
                    @Mapify @Stringify @Translate @Container @Cache @Namespace @Inherited Key Ref Result ObjectifyService ObjectifyFilter \
                    load save delete filter filterKey order limit offset startAt endAt ancestor keys project distinct count aggregate chunk \
                    transact transactNew transactReadOnly transactionless defer namespace NamespaceManager ObjectifyJacksonModule
                    jpa | @Entity @Table @Column @Id @GeneratedValue @SequenceGenerator @EmbeddedId @IdClass @Transient @Enumerated @Temporal @Lob @Basic \
                    @Embedded @Embeddable @AttributeOverride @ElementCollection @ManyToOne @OneToOne @OneToMany @ManyToMany @JoinColumn @JoinTable \
                    @OrderBy @OrderColumn @MapKey @Inheritance @DiscriminatorColumn @DiscriminatorValue @MappedSuperclass @Version @Index @UniqueConstraint \
                    @Convert @Converter @EntityListeners @PrePersist @PostLoad @NamedQuery @NamedEntityGraph @Cacheable @EntityGraph @Lock @QueryHints \
                    @Modifying @Query @NativeQuery @Procedure @EnableJpaRepositories @EnableJpaAuditing JpaRepository JpaSpecificationExecutor \
                    QuerydslPredicateExecutor EntityManager JpaTransactionManager persist merge remove find getReference flush clear detach refresh lock \
                    saveAndFlush deleteAllInBatch getReferenceById
                    """)
    void everyNameOfTheirsHasItsRow(String peer, String names) throws IOException {
        assertThat(theirs(peer)).containsAll(Arrays.asList(names.strip().split("\\s+")));
    }

    private static boolean isOurs(String code) throws IOException {
        if (code.startsWith("kindred.") || code.startsWith("management.") || code.startsWith("spring.")) {
            return properties().contains(code.replaceAll("=.*", "")) || !code.startsWith("kindred.");
        }
        Matcher name = NAME.matcher(code);
        if (WORDS.contains(code) || !name.matches()) {
            return WORDS.contains(code) || DERIVED.matcher(code).matches();
        }
        return types(name.group(2)).stream().anyMatch(type -> fits(type, name));
    }

    private static boolean fits(Class<?> type, Matcher name) {
        Set<String> members = new TreeSet<>();
        Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getFields()))
                .map(Member::getName)
                .forEach(members::add);
        if (name.group(1).isEmpty()) {
            return name.group(3) == null || members.contains(name.group(3));
        }
        String attributes = name.group(4) == null ? "" : name.group(4);
        List<String> named = ATTRIBUTE
                .matcher(attributes)
                .results()
                .map(attribute -> attribute.group(1))
                .toList();
        return type.isAnnotation()
                && members.containsAll(named)
                && (attributes.isEmpty() || !named.isEmpty() || members.contains("value"));
    }

    private static List<Class<?>> types(String name) {
        Stream<String> known = Stream.concat(
                OURS.getOrDefault(name, List.of()).stream(),
                SPRING.stream().map(prefix -> prefix + name.replace('.', '$')));
        return known.flatMap(PeerPagesTests::load)
                .filter(type -> Modifier.isPublic(type.getModifiers()))
                .toList();
    }

    private static Stream<Class<?>> load(String name) {
        try {
            return Stream.of(Class.forName(name, false, PeerPagesTests.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Stream.empty();
        }
    }

    private static Set<String> properties() throws IOException {
        Set<String> names =
                new TreeSet<>(Set.of("kindred.datastore", "kindred.delay", "kindred.datastore.expiry.<Kind>"));
        JsonMapper.shared()
                .readTree(Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json")))
                .path("properties")
                .forEach(property -> names.add(property.path("name").asString()));
        return names;
    }

    /** The words in code font of the first columns. */
    private static Set<String> theirs(String peer) throws IOException {
        Set<String> words = new TreeSet<>();
        page(peer)
                .lines()
                .filter(line -> line.startsWith("|"))
                .flatMap(line -> code(line.substring(1).split("\\|")[0]).stream())
                .flatMap(code -> WORD.matcher(code).results().map(MatchResult::group))
                .forEach(words::add);
        return words;
    }

    private static String firstWord(String code) {
        Matcher word = WORD.matcher(code);
        return word.find() ? word.group() : code;
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
    }

    private static String page(String peer) throws IOException {
        return Files.readString(GUIDES.resolve("coming-from-" + peer + ".md"));
    }
}
