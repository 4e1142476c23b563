package dev.kindred.datastore.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Between a client and the server: it can swallow what both say, and it can be cut. */
public final class Relay implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private final String host;
    private final int port;
    private boolean silent;
    private volatile boolean cut;

    public Relay(String url) throws IOException {
        URI server = URI.create(url.substring("jdbc:".length()));
        host = server.getHost();
        port = server.getPort();
        Thread thread = new Thread(this::accept, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** The URL that leads through this. */
    public String url(String url) {
        return url.replace(host + ":" + port, "localhost:" + door.getLocalPort());
    }

    public void silence() {
        lock.lock();
        try {
            silent = true;
        } finally {
            lock.unlock();
        }
    }

    public void resume() {
        lock.lock();
        try {
            silent = false;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Breaks all connections, and lets no new ones through until {@link #mend()}. */
    public void cut() {
        cut = true;
        open.forEach(Relay::end);
    }

    public void mend() {
        cut = false;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (cut) {
                    end(client);
                    continue;
                }
                Socket server = new Socket(host, port);
                open.add(client);
                open.add(server);
                pump(client, server);
                pump(server, client);
            } catch (IOException closed) {
                // by close(), or the server is gone
            }
        }
    }

    private void pump(Socket from, Socket to) {
        Thread thread = new Thread(
                () -> {
                    try {
                        InputStream in = from.getInputStream();
                        OutputStream out = to.getOutputStream();
                        byte[] buffer = new byte[8_192];
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            awaitVoice();
                            out.write(buffer, 0, n);
                        }
                    } catch (IOException over) {
                        // one of the two is gone
                    } finally {
                        end(from);
                        end(to);
                    }
                },
                "relay-pump");
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitVoice() {
        lock.lock();
        try {
            while (silent) {
                resumed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        resume();
        cut();
    }
}
