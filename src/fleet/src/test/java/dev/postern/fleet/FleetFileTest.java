package dev.postern.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.ApiAccess.ApiPath;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

class FleetFileTest {
    private static final Path BASE = Path.of("/base");
    private static final Path HOME = Path.of("/home/op");

    private static Checked<Fleet> read(String yaml) {
        return FleetFile.read("fleet.yaml", yaml.getBytes(StandardCharsets.UTF_8), BASE, HOME);
    }

    private static Fleet sound(String yaml) {
        return switch (read(yaml)) {
            case Checked.Sound<Fleet>(var f) -> f;
            case Checked.Faulty<Fleet>(var p) ->
                    throw new AssertionError(
                            String.join("\n", p.stream().map(Problem::line).toList()));
        };
    }

    @Test
    void theLeastFleetHasTheDefaultsOfKubeadm() {
        Fleet fleet =
                sound("fleet: f\nclusters: [{name: a, hosts: [{name: h, address: 10.0.0.1}]}]");
        Cluster a = fleet.clusters().getFirst();
        assertThat(a.api().port()).isEqualTo(6443);
        assertThat(a.api().serverName()).isEqualTo("kubernetes");
        assertThat(a.api().identities())
                .containsExactly(
                        new CredentialRef.OnHost("/etc/kubernetes/super-admin.conf"),
                        new CredentialRef.OnHost("/etc/kubernetes/admin.conf"));
        assertThat(a.api().ladder()).containsExactly(ApiPath.TUNNEL, ApiPath.DIRECT);
        assertThat(a.hosts().getFirst().ssh().privilege())
                .isInstanceOf(SshAccess.Privilege.Sudo.class);
        assertThat(a.minor()).isEmpty();
    }

    @Test
    void theExampleIsSoundAndSaysWhatItShows() {
        Fleet fleet = sound(FleetFile.example());
        assertThat(fleet.clusters())
                .extracting(c -> c.name().value())
                .containsExactly("eu-1", "us-1");
        var cp1 = fleet.host(HostId.parse("eu-1/cp1").orElseThrow()).orElseThrow();
        assertThat(cp1.ssh().user()).contains("breakglass");
        assertThat(cp1.ssh().jump()).containsExactly("bastion");
        assertThat(cp1.ssh().credentials())
                .containsExactly(
                        new CredentialRef.InFile(HOME.resolve(".ssh/id_breakglass")),
                        new CredentialRef.InAgent());
        var cp3 = fleet.host(HostId.parse("eu-1/cp3").orElseThrow()).orElseThrow();
        assertThat(cp3.addresses())
                .containsExactly(
                        InetAddress.ofLiteral("10.1.0.13"),
                        InetAddress.ofLiteral("2001:db8:1::13"));
        assertThat(cp3.ssh().port()).contains(2222);
        assertThat(cp3.ssh().jump()).containsExactly("bastion");
        assertThat(fleet.jumpHosts().getFirst().ssh().jump()).isEmpty();
        Cluster us = fleet.cluster(new ClusterName("us-1")).orElseThrow();
        assertThat(us.hosts().getFirst().ssh().privilege())
                .isInstanceOf(SshAccess.Privilege.Root.class);
        assertThat(us.hosts().getFirst().ssh().jump()).isEmpty();
        assertThat(us.api().identities().getFirst())
                .isEqualTo(
                        new CredentialRef.InFile(
                                BASE.resolve("kubeconfigs/us-1-super-admin.conf")));
        assertThat(us.minor()).contains(33);
        assertThat(fleet.pinnedNames()).containsKey("autoscaling.eu-central-1.amazonaws.com");
    }

    @Test
    void aPinnedNameLosesItsCapitalsAndItsLastDot() {
        Fleet fleet =
                sound(
                        """
                        fleet: f
                        pinned-names: {API.Example.COM.: 192.0.2.1}
                        clusters: [{name: a, hosts: [{name: h, address: "::1"}]}]
                        """);
        assertThat(fleet.pinnedNames()).containsOnlyKeys("api.example.com");
    }

    @Test
    void aResolverMayBeAskedForCloudEndpointsThatAreNotPinnedAndForNothingElse() {
        Fleet fleet =
                sound(
                        """
                        fleet: f
                        resolver: 192.0.2.53
                        pinned-names:
                          autoscaling.eu-central-1.amazonaws.com: 192.0.2.1
                          api.example.com: 192.0.2.2
                        clusters:
                        - name: a
                          hosts: [{name: h, address: 10.0.0.1}]
                          node-groups:
                          - {name: pinned, aws: {group: g, region: eu-central-1}}
                          - {name: asked, aws: {group: g, region: us-east-1}}
                          - {name: own, aws: {group: g, region: us-east-1, endpoint: "https://Cloud.example.com:8443"}}
                          - {name: four, aws: {group: g, region: us-east-1, endpoint: "https://192.0.2.9"}}
                          - {name: six, aws: {group: g, region: us-east-1, endpoint: "https://[2001:db8::9]"}}
                        """);
        assertThat(fleet.resolver()).contains(InetAddress.ofLiteral("192.0.2.53"));
        assertThat(fleet.namesToAsk())
                .containsExactly("autoscaling.us-east-1.amazonaws.com", "cloud.example.com");
    }

    @Test
    void aSecretIsNeverShown() {
        String yaml =
                """
                fleet: f
                clusters:
                  - {name: a, hosts: [{name: h, address: 10.0.0.1, ssh: {password: hunter2, port: x}}]}
                  - name: b
                    api: {ca: "-----BEGIN RSA PRIVATE KEY-----hunter2"}
                    hosts: [{name: h, address: 10.0.0.2, ssh: {privilege: {sudo-password: hunter2}}}]
                """;
        var problems = ((Checked.Faulty<Fleet>) read(yaml)).problems();
        assertThat(problems).extracting(Problem::message).contains("a secret in the fleet file");
        assertThat(problems)
                .allSatisfy(p -> {
                    assertThat(p.line()).doesNotContain("hunter2");
                    assertThat(p.sourceLine().orElse("")).doesNotContain("hunter2");
                });
    }

    @Test
    void aMissingFileStopsNobodyAndTheCheckReportsIt(@TempDir Path dir) throws IOException {
        Path open = Files.writeString(dir.resolve("open"), "x");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path shut = Files.writeString(dir.resolve("shut"), "x");
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rw-------"));
        byte[] yaml =
                """
                fleet: f
                defaults: {ssh: {keys: [{file: shut}, {file: open}, {file: gone}], known-hosts: open}}
                clusters:
                  - name: a
                    hosts: [{name: h, address: 10.0.0.1}]
                    node-groups: [{name: w, aws: {group: g, region: eu-central-1}}]
                """
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(FleetFile.read("f", yaml, dir, HOME)).isInstanceOf(Checked.Sound.class);
        var findings = FleetFile.check("f", yaml, dir, HOME);
        assertThat(findings.fleet()).isPresent();
        assertThat(findings.errors())
                .extracting(Problem::message)
                .containsExactly("there is no file " + dir.resolve("gone"));
        assertThat(findings.warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "others on this machine can read " + open,
                        "out of reach: autoscaling.eu-central-1.amazonaws.com is not pinned");
    }

    @Test
    void aFileThatIsNotThereIsAProblemOfThatFile(@TempDir Path dir) {
        var faulty = (Checked.Faulty<Fleet>) FleetFile.read(dir.resolve("none.yaml"));
        assertThat(faulty.problems().getFirst().message()).isEqualTo("there is no such file");
        assertThat(FleetFile.read(dir)).isInstanceOf(Checked.Faulty.class);
    }

    @Test
    void noNameIsEverTakenForAnAddress() {
        for (String address :
                List.of(
                        "localhost",
                        "cp1",
                        "127.1",
                        "0x7f000001",
                        "2130706433",
                        "1.2.3",
                        "a::b::c",
                        "1.2.3.4.5",
                        "256.1.1.1",
                        "",
                        "10.0.0.1/24",
                        "::1%nosuch")) {
            assertThat(
                            read(
                                    "fleet: f\nclusters: [{name: a, hosts: [{name: h, address: \""
                                            + address
                                            + "\"}]}]"))
                    .as(address)
                    .isInstanceOf(Checked.Faulty.class);
        }
    }
}
