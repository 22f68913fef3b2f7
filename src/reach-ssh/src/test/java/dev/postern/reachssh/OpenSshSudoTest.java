package dev.postern.reachssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.CredentialRef;
import dev.postern.core.fleet.SshAccess;
import dev.postern.core.fleet.SshAccess.Privilege;
import dev.postern.core.reach.Command;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Sudo with the words of the real one, but a stand-in: changing the machine's own sudoers is not a
 * test's business.
 */
class OpenSshSudoTest extends RealSshd {
    private static final String STAND_IN =
            """
            #!/bin/sh
            n=; s=; p='[sudo] password: '
            while [ $# -gt 0 ]; do
              case "$1" in
                -n) n=1; shift ;;
                -k) shift ;;
                -S) s=1; shift ;;
                -p) p=$2; shift 2 ;;
                --) shift; break ;;
                *) break ;;
              esac
            done
            mode=$(cat "$(dirname "$0")/mode")
            case "$mode" in
              free) exec "$@" ;;
              slow) sleep 6; exec "$@" ;;
              stranger) echo "ann is not in the sudoers file." >&2; exit 1 ;;
              asks)
                [ -n "$n" ] && { echo "sudo: a password is required" >&2; exit 1; }
                tries=0
                while [ $tries -lt 3 ]; do
                  printf %s "$p" >&2
                  IFS= read -r given || { echo "sudo: no password was provided" >&2; exit 1; }
                  echo "$given" >> "$(dirname "$0")/given"
                  [ "$given" = "s3cret" ] && exec "$@"
                  echo "Sorry, try again." >&2
                  tries=$((tries + 1))
                done
                echo "sudo: 3 incorrect password attempts" >&2; exit 1 ;;
            esac
            """;

    private Path bin;

    private SshAccess host(String mode, Privilege privilege) throws Exception {
        bin = Files.createDirectories(dir.resolve("bin"));
        Files.writeString(bin.resolve("sudo"), STAND_IN);
        Files.setPosixFilePermissions(
                bin.resolve("sudo"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(bin.resolve("mode"), mode);
        return Given.privileged(access(sshd("SetEnv PATH=" + bin + ":/usr/bin:/bin")), privilege);
    }

    private Privilege password(String text) throws Exception {
        Path file = Files.writeString(dir.resolve("password"), text + "\n");
        return new Privilege.SudoWithPassword(new CredentialRef.InFile(file));
    }

    @Test
    void sudo_without_a_password_just_works() throws Exception {
        reach(host("free", new Privilege.Sudo()));

        assertThat(run(Command.asRoot("cat").input("x".getBytes())).text()).isEqualTo("x");
    }

    @Test
    void sudo_that_asks_is_broken_with_the_line_that_would_help() throws Exception {
        reach(host("asks", new Privilege.Sudo()));

        Failure f = failure(Command.asRoot("true"));

        assertThat(f.kind()).isEqualTo(Kind.BROKEN);
        assertThat(f.what()).contains("sudo asks").contains("for a password");
        assertThat(f.next()).contains("NOPASSWD");
        assertThat(f.leftBehind()).isEqualTo("nothing was changed");
    }

    @Test
    void a_stranger_to_sudoers_is_told_so() throws Exception {
        reach(host("stranger", new Privilege.Sudo()));

        assertThat(failure(Command.asRoot("true")).what()).contains("may not use sudo");
    }

    @Test
    void a_host_without_sudo_is_told_so() throws Exception {
        SshAccess a = host("free", new Privilege.Sudo());
        Files.delete(bin.resolve("sudo"));
        if (Files.exists(Path.of("/usr/bin/sudo"))) {
            return;
        }
        reach(a);

        assertThat(failure(Command.asRoot("true")).what()).contains("there is no sudo");
    }

    @Test
    void a_password_goes_to_sudo_alone_never_into_the_command() throws Exception {
        reach(host("asks", password("s3cret")));

        var e = run(Command.asRoot("cat").input("manifest".getBytes()));
        assertThat(e.text()).isEqualTo("manifest");
        assertThat(e.errors()).isEmpty();
        assertThat(run(Command.asRoot("cat").input("again".getBytes())).text()).isEqualTo("again");
    }

    @Test
    void where_sudo_does_not_ask_the_password_is_not_sent() throws Exception {
        reach(host("free", password("s3cret")));

        assertThat(run(Command.asRoot("cat").input("manifest".getBytes())).text())
                .isEqualTo("manifest");
    }

    @Test
    void a_wrong_password_is_tried_once() throws Exception {
        reach(host("asks", password("wrong")));

        Failure f = failure(Command.asRoot("cat").input("manifest".getBytes()));

        assertThat(f.kind()).isEqualTo(Kind.BROKEN);
        assertThat(f.what()).contains("sudo does not take the password");
        assertThat(f.toString()).doesNotContain("wrong\n");
        assertThat(bin.resolve("given")).hasContent("wrong");
    }

    @Test
    void a_slow_sudo_is_waited_for_and_said() throws Exception {
        List<String> notices = new CopyOnWriteArrayList<>();
        reach(
                Given.fleet(host("slow", new Privilege.Sudo())),
                SshOptions.of(dir, SecretPrompt.nobody(), notices::add));

        assertThat(run(Command.asRoot("echo", "done")).text()).isEqualTo("done\n");
        assertThat(notices).singleElement().asString().contains("eu-1/cp1: sudo takes its time");
    }
}
