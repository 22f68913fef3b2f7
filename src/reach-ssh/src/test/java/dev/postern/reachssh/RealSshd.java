package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Executed;
import dev.postern.core.time.SystemTime;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the tests against the real sshd share. */
@Tag("real")
@Timeout(120)
abstract class RealSshd {
    @TempDir Path dir;
    final SystemTime time = new SystemTime();
    final Given.OpenPacer pacer = new Given.OpenPacer();
    private final List<AutoCloseable> open = new ArrayList<>();
    String publicKey;
    private SshReach last;

    @BeforeEach
    void key() throws Exception {
        publicKey = Given.key(dir.resolve("key"), "");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    <T extends AutoCloseable> T closing(T one) {
        open.add(one);
        return one;
    }

    OpenSshHost sshd(String... extra) throws Exception {
        return closing(new OpenSshHost(dir.resolve("sshd" + open.size()), publicKey, extra));
    }

    SshAccess access(OpenSshHost host) throws Exception {
        return Given.access(
                host.port(),
                List.of(new CredentialRef.InFile(dir.resolve("key"))),
                List.of(host.pin()));
    }

    SshReach reach(Fleet fleet, SshOptions options) {
        last = closing(new SshReach(fleet, time, pacer, DialRule.any(), options));
        return last;
    }

    SshReach reach(SshAccess access) {
        return reach(Given.fleet(access), Given.options(dir));
    }

    Executed run(Command command) {
        Outcome<Executed> outcome = last.shell(Given.CP1).run(command);
        assertThat(outcome.whyNot()).isEmpty();
        return outcome.got().orElseThrow();
    }

    Failure failure(Command command) {
        Outcome<Executed> outcome = last.shell(Given.CP1).run(command);
        assertThat(outcome.got()).isEmpty();
        return outcome.whyNot().orElseThrow();
    }
}
