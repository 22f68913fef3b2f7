package dev.postern.reachaws;

import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.fleet.NodeGroup.Provider.Aws;
import dev.postern.core.pace.Endpoint;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.DialRule;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** One call of the AWS SDK: paced, dialled only where it may be, cut when it takes too long. */
final class AwsCalls {
    private static final Duration WITHIN = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Time time;
    private final Pacer pacer;
    private final DialRule dial;
    private final AwsKeys keys;
    private final Duration within;
    private final CuttableHttp http = new CuttableHttp();
    private final Map<Access, AutoScalingClient> clients = new ConcurrentHashMap<>();

    /** What a client is made for: keys that were renewed make another. */
    private record Access(Aws aws, AwsCredentials credentials) {}

    AwsCalls(Time time, Pacer pacer, DialRule dial, AwsKeys keys) {
        this(time, pacer, dial, keys, WITHIN);
    }

    AwsCalls(Time time, Pacer pacer, DialRule dial, AwsKeys keys, Duration within) {
        this.time = time;
        this.pacer = pacer;
        this.dial = dial;
        this.keys = keys;
        this.within = within;
    }

    <T> Outcome<T> read(NodeGroup group, String verb, Function<AutoScalingClient, T> call) {
        return call(group, verb, Pacer.Kind.READ, call);
    }

    /** Every change sets a wanted state, so that a repeat is harmless. */
    <T> Outcome<T> write(NodeGroup group, String verb, Function<AutoScalingClient, T> call) {
        return call(group, verb, Pacer.Kind.GUARDED_WRITE, call);
    }

    private <T> Outcome<T> call(
            NodeGroup group, String verb, Pacer.Kind kind, Function<AutoScalingClient, T> call) {
        Aws aws =
                switch (group.provider()) {
                    case Aws a -> a;
                };
        String what = group.id() + " " + verb;
        return keys.of(group.id(), aws)
                .then(credentials ->
                        pacer.paced(
                                new Endpoint.Cloud("aws " + aws.region()),
                                kind,
                                PATIENCE,
                                attempt ->
                                        dialled(what, aws, attempt)
                                                .map(Outcome::<T>failed)
                                                .orElseGet(() ->
                                                        sent(
                                                                what,
                                                                kind,
                                                                client(aws, credentials),
                                                                call))));
    }

    /** Why it must not be dialled, where it must not. */
    private Optional<Failure> dialled(String what, Aws aws, Pacer.Attempt attempt) {
        URI endpoint = aws.api();
        int port =
                endpoint.getPort() >= 0
                        ? endpoint.getPort()
                        : "http".equals(endpoint.getScheme()) ? 80 : 443;
        try {
            dial.check(new InetSocketAddress(InetAddress.getByName(endpoint.getHost()), port));
        } catch (java.net.UnknownHostException e) {
            return Optional.of(AwsFailures.lost(what, false, false, e));
        } catch (IOException e) {
            return Optional.of(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            what + ": must not be dialled",
                            String.valueOf(e.getMessage()),
                            ""));
        }
        return attempt.connecting()
                ? Optional.empty()
                : Optional.of(
                        Failure.unchanged(
                                Failure.Kind.SATURATED,
                                what + ": not asked",
                                "its turn within the pacing rules would not come in time",
                                "wait"));
    }

    private AutoScalingClient client(Aws aws, AwsCredentials credentials) {
        return clients.computeIfAbsent(
                new Access(aws, credentials),
                a ->
                        AutoScalingClient.builder()
                                .httpClient(http)
                                .region(Region.of(a.aws().region()))
                                .endpointOverride(a.aws().api())
                                .credentialsProvider(
                                        StaticCredentialsProvider.create(a.credentials()))
                                .overrideConfiguration(o ->
                                        o.retryStrategy(AwsRetryStrategy.doNotRetry())
                                                // Nothing of this machine's AWS settings
                                                // but the keys.
                                                .defaultProfileFile(
                                                        ProfileFile.aggregator().build()))
                                .build());
    }

    /** The SDK blocks where no cut reaches it, so it works in a thread of its own. */
    private <T> Outcome<T> sent(
            String what,
            Pacer.Kind kind,
            AutoScalingClient client,
            Function<AutoScalingClient, T> call) {
        boolean changes = kind != Pacer.Kind.READ;
        CuttableHttp.Handle handle = new CuttableHttp.Handle();
        CompletableFuture<T> result = new CompletableFuture<>();
        try (Time.Exchange exchange =
                time.exchange(
                        within,
                        () -> {
                            result.completeExceptionally(new IOException("cut"));
                            handle.cut();
                        })) {
            Thread.ofVirtual()
                    .name("postern-aws")
                    .start(() -> {
                        try {
                            http.bind(handle);
                            result.complete(call.apply(client));
                        } catch (Throwable e) {
                            result.completeExceptionally(e);
                        }
                    });
            try {
                return Outcome.ok(result.get());
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                if (exchange.wasCut()) {
                    return Outcome.failed(AwsFailures.late(what, changes, within));
                }
                return Outcome.failed(
                        cause instanceof AwsServiceException answer
                                ? AwsFailures.of(what, changes, answer)
                                : AwsFailures.lost(what, changes, handle.isSent(), cause));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.cut();
            return Outcome.failed(
                    new Failure(
                            changes && handle.isSent()
                                    ? Failure.Kind.IN_DOUBT
                                    : Failure.Kind.ABORTED,
                            what + ": stopped while it was asked",
                            "",
                            changes && handle.isSent()
                                    ? "the change may have been made"
                                    : "nothing was changed",
                            ""));
        }
    }
}
