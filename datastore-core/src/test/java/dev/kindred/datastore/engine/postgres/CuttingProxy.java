package dev.kindred.datastore.engine.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a driver and its server, and cuts connections in the middle of what they carry: in one direction after a random number of bytes. The server hears of it at once, as if the peer had
 * reset the connection, or later, after it has got what was under way.
 */
final class CuttingProxy implements AutoCloseable {

    private static final int MOST_BYTES_TO_SERVER = 12_000;
    private static final int MOST_BYTES_TO_DRIVER = 3_000;
    private static final long LONGEST_DELAY_NANOS = Duration.ofMillis(20).toNanos();

    /** What becomes of the rest when a connection is cut. */
    private enum Cut {
        NEVER,
        CLOSED,
        RESET,
        /** The driver is gone while the server still gets all that was sent. */
        DELIVERED_LATE
    }

    private final String host;
    private final int port;
    private final Random random;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile boolean cutting;

    CuttingProxy(String host, int port, long seed) throws IOException {
        this.host = host;
        this.port = port;
        this.random = new Random(seed);
        this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Connections that are made from now on are cut, sooner or later; or none any more. */
    void cut(boolean cutting) {
        this.cutting = cutting;
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket driver = listening.accept();
                connect(driver);
            } catch (IOException closedOrServerBusy) {
                Thread.onSpinWait();
            }
        }
    }

    private void connect(Socket driver) throws IOException {
        open.add(driver);
        Socket server = new Socket(host, port);
        open.add(server);
        driver.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Cut how = cutting ? Cut.values()[1 + random.nextInt(3)] : Cut.NEVER;
        boolean toServer = random.nextBoolean();
        int bytes = random.nextInt(toServer ? MOST_BYTES_TO_SERVER : MOST_BYTES_TO_DRIVER);
        long delay = (long) (random.nextDouble() * LONGEST_DELAY_NANOS);
        daemon(() -> carry(driver, server, toServer ? how : Cut.NEVER, bytes, delay));
        daemon(() -> carry(server, driver, toServer ? Cut.NEVER : how, bytes, delay));
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void carry(Socket from, Socket to, Cut how, int most, long delay) {
        byte[] buffer = new byte[8_192];
        int left = most;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (how != Cut.NEVER && read > left) {
                    cuts.incrementAndGet();
                    cut(from, to, how, buffer, read, left, delay);
                    return;
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        } catch (IOException otherEndClosed) {
            // The other direction has ended it.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void cut(Socket from, Socket to, Cut how, byte[] buffer, int read, int left, long delay)
            throws IOException {
        OutputStream out = to.getOutputStream();
        if (how == Cut.DELIVERED_LATE) {
            from.close();
            LockSupport.parkNanos(delay);
            out.write(buffer, 0, read);
            return;
        }
        out.write(buffer, 0, left);
        if (how == Cut.RESET) {
            from.setSoLinger(true, 0);
            to.setSoLinger(true, 0);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
