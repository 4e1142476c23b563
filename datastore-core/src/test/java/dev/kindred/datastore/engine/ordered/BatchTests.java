package dev.kindred.datastore.engine.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTests {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void rowsOfAClassComeTogetherAndKeepTheirOrder() {
        Batch batch = new Batch(8);
        byte[] longValue = new byte[300];
        batch.put(new byte[] {9, 1}, new byte[] {1});
        batch.delete(new byte[] {(byte) 0xF0, 5});
        batch.put(new byte[] {3, 1}, longValue);
        batch.delete(new byte[] {9, 1});
        batch.put((byte) 3, new byte[] {0}, new byte[] {}, new byte[] {});
        batch.put(new byte[] {9, 1}, new byte[] {2});

        batch.groupByClass();

        assertThat(rows(batch))
                .containsExactly("0301=" + HEX.formatHex(longValue), "0300=", "0901=01", "-0901", "0901=02", "-f005");
        assertThat(batch.rows()).isEqualTo(6);
    }

    @Test
    void rowsCanBeAddedToAGroupedBatch() {
        Batch batch = new Batch(8);
        batch.put(new byte[] {2}, new byte[] {1});
        batch.delete(new byte[] {1});
        batch.groupByClass();

        batch.put(new byte[] {1}, new byte[] {7});

        assertThat(rows(batch)).containsExactly("-01", "02=01", "01=07");
    }

    private static List<String> rows(Batch batch) {
        List<String> rows = new ArrayList<>();
        batch.forEach(new Batch.Visitor() {
            @Override
            public void put(byte[] key, byte[] value) {
                rows.add(HEX.formatHex(key) + "=" + HEX.formatHex(value));
            }

            @Override
            public void delete(byte[] key) {
                rows.add("-" + HEX.formatHex(key));
            }
        });
        return rows;
    }
}
