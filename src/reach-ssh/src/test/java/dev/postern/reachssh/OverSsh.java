package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.JumpHost;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.Executed;
import dev.postern.core.time.SystemTime;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** A host on loopback, and a reach to it, as each test finds them. */
@Timeout(60)
abstract class OverSsh {
    @TempDir Path dir;
    final SystemTime time = new SystemTime();
    final Given.OpenPacer pacer = new Given.OpenPacer();
    MinaHost host;
    SshAccess access;
    SshReach reach;
    String publicKey;

    @BeforeEach
    void start() throws Exception {
        publicKey = Given.key(dir.resolve("key"), "");
        host = new MinaHost(publicKey);
        access =
                Given.access(
                        host.port(),
                        List.of(new CredentialRef.InFile(dir.resolve("key"))),
                        List.of(host.pin()));
        reach = reach(access);
    }

    SshReach reach(SshAccess a, JumpHost... jumps) {
        return new SshReach(Given.fleet(a, jumps), time, pacer, DialRule.any(), Given.options(dir));
    }

    @AfterEach
    void stop() throws Exception {
        reach.close();
        host.close();
    }

    Executed run(Command command) {
        Outcome<Executed> outcome = reach.shell(Given.CP1).run(command);
        assertThat(outcome.whyNot()).isEmpty();
        return outcome.got().orElseThrow();
    }

    Failure failure(Command command) {
        Outcome<Executed> outcome = reach.shell(Given.CP1).run(command);
        assertThat(outcome.got()).isEmpty();
        return outcome.whyNot().orElseThrow();
    }
}
