package dev.kindred.datastore.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.index.IndexRows;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.InvalidQueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The worked examples of {@code docs/formats}: what the pages show is what the code writes. */
class FormatPagesTests {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
    private static final FixedNames NAMES = FixedNames.of("City", "name", "population");
    private static final Key ROME = Key.of("City", 17);
    private static final Entity ENTITY = Entity.builder(ROME)
            .set("name", "Rome")
            .set("population", 2_873_000)
            .build();

    @Test
    void anEntityKeyIsAsThePageShows() throws IOException {
        byte[] key = OrderedCodec.entityKey(ROME, 1);

        assertThat(page("keys-and-index-rows.md")).contains(HEX.formatHex(key));
        assertThat(HEX.formatHex(key)).isEqualTo("01 01 43 69 74 79 00 01 01 80 00 00 00 00 00 00 11 00");
        assertThat(OrderedCodec.readEntityKey(key, NAMES)).isEqualTo(ROME);
    }

    @Test
    void anIndexRowIsAsThePageShows() throws IOException {
        byte[] prefix = IndexRows.valuePrefix(IndexRows.propertyPrefix(1, 1, 3), Value.of(2_873_000));

        assertThat(page("keys-and-index-rows.md")).contains(HEX.formatHex(prefix));
        assertThat(HEX.formatHex(prefix)).isEqualTo("01 01 03 20 80 00 00 00 00 2B D6 A8");
        assertThat(HEX.formatHex(IndexRows.kindPrefix(1, 1))).isEqualTo("01 01 00");
    }

    @Test
    void anEntityRecordIsAsThePageShows() throws IOException {
        byte[] record = RecordCodec.encode(ENTITY, 0, NAMES);

        assertThat(page("entity-records.md")).contains(HEX.formatHex(record));
        assertThat(HEX.formatHex(record)).isEqualTo("01 00 02 02 85 04 52 6F 6D 65 03 81 D0 DA DE 02");
        assertThat(RecordCodec.decode(ROME, record, 9, NAMES)).isEqualTo(ENTITY);
    }

    @Test
    void aCursorIsAsThePageShows() throws IOException {
        Cursor cursor = CursorCodec.encode(0x0102030405060708L, new byte[] {0x11, 0x00});

        String bytes = HEX.formatHex(cursor.bytes().toByteArray());

        assertThat(page("cursors.md")).contains(bytes).contains(cursor.toUrlSafe());
        assertThat(bytes).startsWith("01 01 02 03 04 05 06 07 08 11 00");
        assertThat(CursorCodec.decode(cursor, 0x0102030405060708L)).containsExactly(0x11, 0x00);
    }

    @Test
    void anEntityOfANewerFormatIsRefusedWithBothNumbers() {
        byte[] record = RecordCodec.encode(ENTITY, 0, NAMES);
        record[0] = 2;

        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> RecordCodec.decode(ROME, record, 9, NAMES))
                .withMessageContaining("City(17)")
                .withMessageContaining("format 2")
                .withMessageContaining("format 1");
    }

    @Test
    void aCursorWithAChangedByteIsRefusedAsDamaged() {
        byte[] bytes = CursorCodec.encode(1, new byte[0]).bytes().toByteArray();
        bytes[3] ^= 2;

        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(
                        () -> CursorCodec.decode(new Cursor(dev.kindred.datastore.model.ByteString.copyOf(bytes)), 1))
                .withMessageContaining("damaged");
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("..", "docs", "formats", name));
    }
}
