package dev.kindred.delay.http;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads an answer's body to its end, so that the connection can be used again, or to a limit, and keeps nothing of it. */
final class DiscardedBody implements HttpResponse.BodySubscriber<@Nullable Void> {

    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private final long limit;
    private Flow.@Nullable Subscription subscription;
    private long read;

    DiscardedBody(long limit) {
        this.limit = limit;
    }

    @Override
    public CompletionStage<@Nullable Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        subscription = started;
        started.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        buffers.forEach(buffer -> read += buffer.remaining());
        Flow.Subscription source = subscription;
        if (source == null) {
            return;
        }
        if (read > limit) {
            source.cancel();
            end.complete(null);
        } else {
            source.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.complete(null); // the status is known, and nothing else matters
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }
}
