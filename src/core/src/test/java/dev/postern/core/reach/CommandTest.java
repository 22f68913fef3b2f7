package dev.postern.core.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class CommandTest {
    @Test
    void aRealShellGivesBackExactlyTheArguments() throws Exception {
        List<String> nasty =
                List.of(
                        "a b", "$(id)", "`id`", "it's", "'", "", "*", "~", "x=1", "-n", "\\", "\"",
                        "a\nb", "!!", "é", ";&|<>");
        List<String> argv = new ArrayList<>(List.of("printf", "%s\\0"));
        argv.addAll(nasty);
        Process p = new ProcessBuilder("sh", "-c", ShellQuoting.quote(argv)).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor()).isZero();
        assertThat(out.split("\0", -1)).containsExactly(append(nasty));
    }

    private static String[] append(List<String> list) {
        List<String> all = new ArrayList<>(list);
        all.add("");
        return all.toArray(String[]::new);
    }

    @Test
    void plainWordsAreNotQuoted() {
        assertThat(Command.asRoot("nft", "-j", "list", "table", "inet", "postern").pasteable())
                .isEqualTo("sudo nft -j list table inet postern");
    }

    @Test
    void anArgumentWithANulOrNoProgramIsABug() {
        assertThatThrownBy(() -> Command.of("cat", "a\0b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anObjectPathIsTheApisPath() {
        assertThat(ObjectPath.namespaced("apps/v1", "telemetry", "daemonsets", "agent").path())
                .isEqualTo("/apis/apps/v1/namespaces/telemetry/daemonsets/agent");
        assertThat(new ObjectPath("v1", Optional.of("ns"), "pods/status", Optional.of("p")).path())
                .isEqualTo("/api/v1/namespaces/ns/pods/p/status");
        assertThatThrownBy(() -> ObjectPath.clusterWide("v1", "nodes", "../secrets"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ObjectPath.clusterWide("v1", "nodes", "a/b"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
