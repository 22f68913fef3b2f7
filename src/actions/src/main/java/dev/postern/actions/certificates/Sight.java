package dev.postern.actions.certificates;

import dev.postern.actions.certificates.RenewCertificates.Authority;
import dev.postern.actions.certificates.RenewCertificates.Certificate;
import dev.postern.actions.certificates.RenewCertificates.KeptFile;
import dev.postern.actions.certificates.RenewCertificates.State;
import dev.postern.actions.host.Containers;
import dev.postern.actions.host.EtcdContainer;
import dev.postern.actions.host.EtcdStatus;
import dev.postern.actions.host.HostClock;
import dev.postern.actions.host.Measured;
import dev.postern.actions.host.Momentary;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ReadyServers;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Outcome;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One look at a host: its certificates, and whether what reads them has read these.
 *
 * @param written when the newest of a component's certificates was written, for those of which the
 *     host has a manifest in the kubelet's directory
 */
record Sight(State state, List<Written> written) {
    /** Those that read their certificates once, in the order in which they are started again. */
    static final List<String> COMPONENTS =
            List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler");

    private static final String MANIFESTS = "/etc/kubernetes/manifests";
    private static final String ETCD = "etcd";

    /** A component, and what a container of it must be younger than. */
    record Written(String component, Instant at) {}

    Sight {
        written = List.copyOf(written);
    }

    static Outcome<Sight> of(OnHost on, Reach reach) {
        List<String> names = Stream.concat(COMPONENTS.stream(), Stream.of(ETCD)).toList();
        return OnDisk.of(on)
                .then(disk ->
                        HostClock.now(on)
                                .then(now ->
                                        on.files()
                                                .list(MANIFESTS)
                                                .then(manifests ->
                                                        Containers.named(on, names)
                                                                .map(c ->
                                                                        new Look(
                                                                                        on, reach,
                                                                                        disk, now,
                                                                                        manifests,
                                                                                        c)
                                                                                .sight()))));
    }

    /** What was seen, before anything is made of it. */
    private record Look(
            OnHost on,
            Reach reach,
            OnDisk disk,
            Instant now,
            List<String> manifests,
            List<Containers.Container> containers) {
        Sight sight() {
            List<Certificate> certificates = certificates();
            List<Written> written = written();
            boolean lasts = certificates.stream().allMatch(c -> c.ends().isAfter(now));
            boolean ready = lasts && ReadyServers.isReady(on, reach);
            boolean led = !lasts || ready || isLed();
            boolean stale = written.stream().anyMatch(this::isStale);
            return new Sight(
                    new State(
                            certificates,
                            authorities(),
                            new Measured(disk.kubelet().map(Instant::getEpochSecond).orElse(0L)),
                            new Measured(now.getEpochSecond()),
                            new Momentary(!stale && written.stream().allMatch(this::runs)),
                            new Momentary(stale),
                            new Momentary(led),
                            new Momentary(ready)),
                    written);
        }

        private List<Certificate> certificates() {
            List<Certificate> found = new ArrayList<>();
            for (Leaf l : Leaf.values()) {
                Instant ends = disk.ends().get(l.certificate());
                if (ends != null) {
                    found.add(new Certificate(l.title(), ends, files(l)));
                }
            }
            return found;
        }

        private List<KeptFile> files(Leaf l) {
            List<KeptFile> files = new ArrayList<>();
            for (String path : l.files()) {
                OnDisk.Found f = disk.files().get(path);
                if (f != null) {
                    files.add(new KeptFile(path, f.mode(), f.sha256()));
                }
            }
            return files;
        }

        private List<Authority> authorities() {
            List<Authority> found = new ArrayList<>();
            for (Leaf.Signer s : Leaf.Signer.values()) {
                Instant ends = disk.ends().get(s.certificate());
                if (ends != null) {
                    found.add(
                            new Authority(
                                    s.certificate(), ends, disk.files().containsKey(s.key())));
                }
            }
            return found;
        }

        private List<Written> written() {
            List<Written> all = new ArrayList<>();
            for (String component : COMPONENTS) {
                Optional<Instant> newest =
                        Leaf.readBy(component).stream()
                                .map(disk.files()::get)
                                .filter(Objects::nonNull)
                                .map(OnDisk.Found::written)
                                .max(Instant::compareTo);
                // One whose manifest is held aside is no business of ours, and starts anew anyway.
                if (manifests.contains(component + ".yaml")) {
                    newest.ifPresent(at -> all.add(new Written(component, at)));
                }
            }
            return all;
        }

        private boolean isStale(Written w) {
            return running(w.component()).anyMatch(c -> c.created().isBefore(w.at()));
        }

        private boolean runs(Written w) {
            return running(w.component()).findAny().isPresent();
        }

        private Stream<Containers.Container> running(String name) {
            return containers.stream().filter(c -> c.running() && c.name().equals(name));
        }

        /** Where another server is ready, or etcd is elsewhere, this one has no such excuse. */
        private boolean isLed() {
            return !manifests.contains(ETCD + ".yaml")
                    || running(ETCD)
                            .findFirst()
                            .flatMap(c -> EtcdStatus.isLed(EtcdContainer.of(on, c.id())).got())
                            .orElse(false)
                    || !ReadyServers.of(reach.cluster(on.id().cluster()), reach).isEmpty();
        }
    }
}
