package dev.postern.reachssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Secret;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which keys are offered to a server, in which order: the fleet's credentials, else what the user's
 * configuration says and the agent holds. Keys of files are read once and kept.
 */
final class Identities {
    private static final Duration AGENT_WITHIN = Duration.ofSeconds(10);
    private static final int ASK_TIMES = 3;

    private final SshOptions options;
    private final Time time;
    private final Secrets secrets;
    private final Map<String, LazyIdentity> kept = new HashMap<>();

    Identities(SshOptions options, Time time, Secrets secrets) {
        this.options = options;
        this.time = time;
        this.secrets = secrets;
    }

    /**
     * What is offered to one server.
     *
     * @param tried in words, what is offered and what is not and why: for the failure's text
     */
    record Offer(List<Identity> identities, List<String> tried) {
        /** Keys that the server would have taken, had they been unlocked. */
        List<LazyIdentity> wanted() {
            return identities.stream()
                    .filter(LazyIdentity.class::isInstance)
                    .map(LazyIdentity.class::cast)
                    .filter(LazyIdentity::takeWanted)
                    .toList();
        }
    }

    /** Fails only where a credential that the fleet names cannot be used at all. */
    Outcome<Offer> forHop(Hop hop) {
        List<Identity> offered = new ArrayList<>();
        List<String> tried = new ArrayList<>();
        if (hop.credentials().isEmpty()) {
            if (!options.lab()) {
                configured(hop, offered, tried);
            }
            return Outcome.ok(new Offer(List.copyOf(offered), List.copyOf(tried)));
        }
        for (CredentialRef ref : hop.credentials()) {
            switch (ref) {
                case CredentialRef.InFile f -> {
                    Path beside = Path.of(f.path() + "-cert.pub");
                    if (Files.isRegularFile(beside)) {
                        certified(hop, f.path(), beside, offered, tried);
                    }
                    file(f.path(), true, offered, tried);
                }
                case CredentialRef.InAgent a -> {
                    if (options.lab()) {
                        tried.add("the agent is never asked in a lab");
                    } else {
                        agent(hop, List.of(), false, offered, tried);
                    }
                }
                case CredentialRef.InDescriptor d -> descriptor(d, offered, tried);
                case CredentialRef.OnHost h ->
                        tried.add(h + " cannot be a key for ssh: it is on the host itself");
            }
        }
        return Outcome.ok(new Offer(List.copyOf(offered), List.copyOf(tried)));
    }

    /** What OpenSSH would offer: certificates, the agent's keys, files. */
    private void configured(Hop hop, List<Identity> offered, List<String> tried) {
        List<Path> files =
                hop.config().paths("identityfile", v -> tokens(v, hop)).stream()
                        .filter(Files::isRegularFile)
                        .toList();
        Set<Path> certificates =
                new LinkedHashSet<>(hop.config().paths("certificatefile", v -> tokens(v, hop)));
        files.forEach(f -> certificates.add(Path.of(f + "-cert.pub")));
        for (Path certificate : certificates) {
            Optional<UserCertificate> read =
                    Files.isRegularFile(certificate)
                            ? UserCertificate.read(certificate)
                            : Optional.empty();
            for (Path file : files) {
                if (read.isPresent() && belongs(read.get(), certificate, file)) {
                    certified(hop, file, certificate, offered, tried);
                    break;
                }
            }
        }
        agent(hop, files, hop.config().yes("identitiesonly"), offered, tried);
        for (Path file : files) {
            file(file, false, offered, tried);
        }
    }

    private static String tokens(String value, Hop hop) {
        return value.replace("%r", hop.user())
                .replace("%u", System.getProperty("user.name"))
                .replace("%p", String.valueOf(hop.port()))
                .replace("%h", hop.names().isEmpty() ? "" : hop.names().getFirst());
    }

    private boolean belongs(UserCertificate certificate, Path at, Path keyFile) {
        LazyIdentity key = load(keyFile, null);
        return (key != null && key.hasPublicHalf())
                ? key.isOf(certificate.key())
                : at.equals(Path.of(keyFile + "-cert.pub"));
    }

    private void certified(
            Hop hop, Path file, Path certificate, List<Identity> offered, List<String> tried) {
        Optional<UserCertificate> read = UserCertificate.read(certificate);
        if (read.isEmpty()) {
            tried.add(certificate + " is not a certificate");
            return;
        }
        Optional<String> objection = read.get().objection(hop.user(), time.now());
        if (objection.isPresent()) {
            tried.add(objection.get());
            return;
        }
        LazyIdentity identity = load(file, certificate);
        if (identity != null) {
            offered.add(identity);
            tried.add("certificate " + certificate + " (" + read.get().id() + ")");
        }
    }

    private void file(Path file, boolean named, List<Identity> offered, List<String> tried) {
        LazyIdentity identity = load(file, null);
        if (identity == null) {
            if (named || Files.exists(file)) {
                tried.add(
                        Files.isReadable(file)
                                ? (file
                                        + " is not a private key that can be read (convert it:"
                                        + " ssh-keygen -p -f FILE)")
                                : file + " does not exist or may not be read");
            }
            return;
        }
        if (identity.isLocked() && !identity.hasPublicHalf() && !unlock(identity)) {
            tried.add("no passphrase for " + file);
            return;
        }
        byte[] blob = identity.getPublicKeyBlob();
        boolean twice =
                blob != null
                        && offered.stream()
                                .anyMatch(o -> Arrays.equals(o.getPublicKeyBlob(), blob));
        if (!twice) {
            offered.add(identity);
            tried.add(
                    "key "
                            + file
                            + (blob == null ? "" : " (" + PublicKeys.fingerprint(blob) + ")"));
        }
    }

    private void descriptor(
            CredentialRef.InDescriptor ref, List<Identity> offered, List<String> tried) {
        String name = ref.toString();
        LazyIdentity seen;
        synchronized (kept) {
            seen = kept.get(name);
        }
        if (seen == null) {
            Outcome<Secret> bytes = secrets.of(ref);
            if (bytes instanceof Outcome.Failed<Secret>(Failure failure)) {
                tried.add(failure.sentence());
                return;
            }
            byte[] key = bytes.got().orElseThrow().reveal();
            try {
                JSch scratch = new JSch();
                scratch.addIdentity(name, key, null, null);
                seen = new LazyIdentity(first(scratch), name);
            } catch (JSchException e) {
                tried.add("what came from " + name + " is not a private key");
                return;
            }
            synchronized (kept) {
                kept.put(name, seen);
            }
        }
        offered.add(seen);
        tried.add("key from " + name);
    }

    private @Nullable LazyIdentity load(Path file, @Nullable Path certificate) {
        String key = file + "\n" + certificate;
        synchronized (kept) {
            LazyIdentity seen = kept.get(key);
            // A certificate is renewed under a running console.
            if (seen != null && certificate == null) {
                return seen;
            }
        }
        try {
            JSch scratch = new JSch();
            // Only the form with three arguments takes a certificate (measured on 2.28.8).
            if (certificate == null) {
                scratch.addIdentity(file.toString(), (String) null, (byte[]) null);
            } else {
                scratch.addIdentity(file.toString(), certificate.toString(), (byte[]) null);
            }
            LazyIdentity fresh = new LazyIdentity(first(scratch), file.toString());
            synchronized (kept) {
                LazyIdentity before = kept.get(key);
                byte[] blob = fresh.getPublicKeyBlob();
                if (before != null && blob != null && before.isOf(blob)) {
                    return before;
                }
                kept.put(key, fresh);
            }
            return fresh;
        } catch (JSchException | RuntimeException e) {
            // JSch throws unchecked on some malformed keys; an unusable key is said by the caller.
            return null;
        }
    }

    private static Identity first(JSch scratch) throws JSchException {
        return scratch.getIdentityRepository().getIdentities().stream()
                .findFirst()
                .orElseThrow(() -> new JSchException("no identity"));
    }

    private void agent(
            Hop hop, List<Path> files, boolean only, List<Identity> offered, List<String> tried) {
        Optional<String> socket =
                hop.config()
                        .first("identityagent")
                        .filter(v -> !v.equals("SSH_AUTH_SOCK"))
                        .or(() -> Optional.ofNullable(System.getenv("SSH_AUTH_SOCK")))
                        .filter(v -> !v.isEmpty() && !v.equalsIgnoreCase("none"));
        if (socket.isEmpty()) {
            if (!hop.credentials().isEmpty()) {
                tried.add("no agent runs (SSH_AUTH_SOCK is not set)");
            }
            return;
        }
        List<Identity> held;
        Path path = options.home().resolve(socket.get().replaceFirst("^~/", ""));
        try {
            Optional<List<Identity>> answer = Aside.within(time, AGENT_WITHIN, () -> ask(path));
            if (answer.isEmpty()) {
                tried.add("the agent did not answer within 10 s");
                return;
            }
            held = answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (Exception e) {
            tried.add("the agent at " + path + " does not answer");
            return;
        }
        if (held.isEmpty()) {
            tried.add("the agent holds no key");
        }
        List<byte[]> preferred = new ArrayList<>();
        for (Path file : files) {
            LazyIdentity key = load(file, null);
            byte[] blob = key == null ? null : key.getPublicKeyBlob();
            if (blob != null) {
                preferred.add(blob);
            }
        }
        List<Identity> later = new ArrayList<>();
        for (Identity identity : held) {
            byte[] blob = identity.getPublicKeyBlob();
            boolean mine = preferred.stream().anyMatch(p -> Arrays.equals(p, blob));
            if (mine) {
                offered.add(identity);
            } else if (!only) {
                later.add(identity);
            }
            if (blob != null && (mine || !only)) {
                tried.add("agent key " + PublicKeys.fingerprint(blob));
            }
        }
        offered.addAll(later);
    }

    private static List<Identity> ask(Path socket) throws AgentProxyException {
        return List.copyOf(
                new AgentIdentityRepository(new SSHAgentConnector(socket)).getIdentities());
    }

    /** Asks for the passphrase; false where nobody gave the right one. */
    boolean unlock(LazyIdentity identity) {
        for (int i = 0; i < ASK_TIMES && identity.isLocked(); i++) {
            Optional<Secret> given = options.prompt().ask("passphrase of " + identity.getName());
            if (given.isEmpty()) {
                return false;
            }
            try (Secret secret = given.get()) {
                byte[] bytes = secret.reveal();
                identity.unlock(bytes);
                Arrays.fill(bytes, (byte) 0);
            }
        }
        return !identity.isLocked();
    }
}
