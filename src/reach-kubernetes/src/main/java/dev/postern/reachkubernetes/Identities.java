package dev.postern.reachkubernetes;

import dev.postern.core.fleet.ApiAccess;
import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Files;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The identities for one server, read when they are first needed, tried in the fleet's order. */
final class Identities {
    private static final int LARGEST = 1 << 20;

    private final HostId host;
    private final Time time;
    private final Supplier<Files> files;
    private final List<Loaded<ClientIdentity>> all = new ArrayList<>();
    private volatile int preferred;

    Identities(HostId host, ApiAccess api, Time time, Supplier<Files> files) {
        this.host = host;
        this.time = time;
        this.files = files;
        Loaded<Optional<byte[]>> authority =
                new Loaded<>(
                        time,
                        () ->
                                api.ca().isPresent()
                                        ? bytes(api.ca().get()).map(Optional::of)
                                        : Outcome.ok(Optional.empty()));
        for (CredentialRef ref : api.identities()) {
            all.add(
                    new Loaded<>(
                            time,
                            () -> load(ref, authority, api.serverName()),
                            // Somebody may renew it meanwhile, and it may be us.
                            identity -> identity.expired("", time.now()).isEmpty()));
        }
    }

    private Outcome<ClientIdentity> load(
            CredentialRef ref, Loaded<Optional<byte[]>> authority, String serverName) {
        return bytes(ref)
                .then(yaml -> Kubeconfig.read(source(ref), yaml, path -> beside(ref, path)))
                .then(config ->
                        authority
                                .get()
                                .then(ca ->
                                        ClientIdentity.of(
                                                source(ref), config, ca, serverName, time::now)));
    }

    private String source(CredentialRef ref) {
        return ref instanceof CredentialRef.OnHost(String path)
                ? host + ":" + path
                : ref.toString();
    }

    /** A file that the kubeconfig refers to: relative to its own directory, where it is. */
    private Outcome<byte[]> beside(CredentialRef ref, String path) {
        return switch (ref) {
            case CredentialRef.InFile(Path config) ->
                    bytes(new CredentialRef.InFile(config.toAbsolutePath().resolveSibling(path)));
            case CredentialRef.OnHost(String config) ->
                    bytes(
                            new CredentialRef.OnHost(
                                    path.startsWith("/")
                                            ? path
                                            : config.substring(0, config.lastIndexOf('/') + 1)
                                                    + path));
            case CredentialRef.InAgent agent -> notThere(agent);
            case CredentialRef.InDescriptor descriptor -> notThere(descriptor);
        };
    }

    private Outcome<byte[]> bytes(CredentialRef ref) {
        return switch (ref) {
            case CredentialRef.InFile(Path path) -> local(path);
            case CredentialRef.OnHost(String path) ->
                    files.get()
                            .read(path)
                            .then(found ->
                                    found.isPresent()
                                            ? Outcome.ok(found.get().bytes().bytes())
                                            : broken(host + ":" + path, "there is no such file"));
            case CredentialRef.InAgent agent -> notThere(agent);
            case CredentialRef.InDescriptor descriptor -> notThere(descriptor);
        };
    }

    private static Outcome<byte[]> local(Path path) {
        try (InputStream in = java.nio.file.Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            return bytes.length > LARGEST
                    ? broken("file " + path, "it is larger than 1 MiB")
                    : Outcome.ok(bytes);
        } catch (java.nio.file.NoSuchFileException e) {
            return broken("file " + path, "there is no such file");
        } catch (IOException e) {
            return broken("file " + path, "it cannot be read: " + e.getMessage());
        }
    }

    private static <T> Outcome<T> notThere(CredentialRef ref) {
        return broken(ref.toString(), "it cannot hold a kubeconfig");
    }

    private static <T> Outcome<T> broken(String what, String why) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.BROKEN,
                        what + ": no identity for the Kubernetes API",
                        why,
                        "name a kubeconfig under identities in fleet.yaml"));
    }

    /** The first that can be used, without asking the server. */
    Outcome<ClientIdentity> first() {
        return each(Outcome::ok);
    }

    /** Tries it with one after the other, for as long as an identity is what it fails on. */
    <T> Outcome<T> each(Function<ClientIdentity, Outcome<T>> use) {
        Optional<Failure> refused = Optional.empty();
        Optional<Failure> unusable = Optional.empty();
        int begin = preferred;
        for (int i = 0; i < all.size(); i++) {
            int index = (begin + i) % all.size();
            Outcome<ClientIdentity> loaded = all.get(index).get();
            if (!(loaded instanceof Outcome.Ok<ClientIdentity>(ClientIdentity identity))) {
                unusable = unusable.or(loaded::whyNot);
                continue;
            }
            Optional<Failure> expired = identity.expired(host + " api", time.now());
            if (expired.isPresent()) {
                refused = refused.or(() -> expired);
                continue;
            }
            Outcome<T> outcome = use.apply(identity);
            Optional<Failure> failure = outcome.whyNot();
            if (failure.isEmpty() || failure.get().kind() != Failure.Kind.REFUSED_IDENTITY) {
                // An earlier one that only could not be read just now may be the better one later.
                if (failure.isEmpty() && refused.isPresent()) {
                    preferred = index;
                }
                return outcome;
            }
            refused = refused.or(() -> failure);
        }
        return Outcome.failed(
                refused.orElse(
                        unusable.orElseGet(() ->
                                Failure.unchanged(
                                        Failure.Kind.BROKEN,
                                        host + " api: no identity",
                                        "the fleet names none",
                                        "name a kubeconfig under identities in" + " fleet.yaml"))));
    }
}
