package dev.postern.lab.host.machine;

import dev.postern.lab.host.HostFaults;
import dev.postern.lab.host.Login;
import dev.postern.lab.host.Program;
import dev.postern.lab.host.Result;
import dev.postern.lab.host.machine.Request.Parsed;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the wire form apart: {@code [sudo -n --] env LC_ALL=C timeout -k 1 SECONDS PROGRAM …}. */
final class CommandLine {
    private final Map<String, Program> programs;
    private final HostFaults faults;
    private final Login login;
    private final Map<String, String> environment = new HashMap<>();
    private Duration before = Duration.ZERO;
    private @Nullable Duration limit;
    private @Nullable String prompt;
    private int user;
    private String runner = "";

    CommandLine(Map<String, Program> programs, HostFaults faults, Login login) {
        this.programs = programs;
        this.faults = faults;
        this.login = login;
        this.user = login.uid();
        environment.put("SSH_CONNECTION", login.sshConnection());
        environment.put("LANG", "C.UTF-8");
    }

    Parsed parse(String line) {
        List<String> words;
        try {
            words = ShellWords.split(line);
        } catch (ShellWords.Refused e) {
            return refuse(2, String.valueOf(e.getMessage()));
        }
        return words.isEmpty() ? answer(Result.DONE) : word(words);
    }

    private Parsed word(List<String> words) {
        String name = words.getFirst();
        List<String> rest = words.subList(1, words.size());
        return switch (name) {
            case "sudo" -> sudo(rest);
            case "env" -> env(rest);
            case "timeout" -> timeout(rest);
            default -> program(name, rest);
        };
    }

    private Parsed answer(Result result) {
        return new Parsed.Answer(result, before);
    }

    private Parsed refuse(int exit, String words) {
        return answer(Result.failed(exit, words));
    }

    private Parsed program(String name, List<String> arguments) {
        Program program = programs.get(name.replaceFirst("^(/usr)?/s?bin/(?=[^/]+$)", ""));
        if (program != null) {
            return new Parsed.Run(
                    new Request(
                            before,
                            Optional.ofNullable(limit),
                            Optional.ofNullable(prompt),
                            user,
                            Map.copyOf(environment),
                            program,
                            List.copyOf(arguments)));
        }
        String missing = "No such file or directory";
        return switch (runner) {
            case "sudo" -> refuse(1, "sudo: " + name + ": command not found");
            case "env" -> refuse(127, "env: '" + name + "': " + missing);
            case "timeout" ->
                    refuse(127, "timeout: failed to run command '" + name + "': " + missing);
            default ->
                    refuse(
                            127,
                            name.contains("/")
                                    ? "bash: line 1: " + name + ": " + missing
                                    : "bash: line 1: " + name + ": command not found");
        };
    }

    private Parsed sudo(List<String> words) {
        runner = "sudo";
        before = before.plus(faults.sudoDelay());
        boolean silent = false;
        boolean input = false;
        String asking = "[sudo] password for " + login.user() + ": ";
        int i = 0;
        for (; i < words.size() && words.get(i).startsWith("-"); i++) {
            String w = words.get(i);
            if (w.equals("--")) {
                i++;
                break;
            }
            switch (w) {
                case "-n" -> silent = true;
                case "-S" -> input = true;
                case "-k" -> {}
                case "-p" -> {
                    i++;
                    asking = i < words.size() ? words.get(i) : "";
                }
                default -> {
                    return refuse(1, "sudo: invalid option -- '" + w.substring(1) + "'");
                }
            }
        }
        if (i >= words.size()) {
            return refuse(
                    1, "usage: sudo -h | -K | -k | -V\nusage: sudo [-bEHnPSs] [-p prompt] command");
        }
        if (login.uid() != 0) {
            switch (faults.sudo()) {
                case FREE -> {}
                case PASSWORD -> {
                    if (!input) {
                        return refuse(
                                1,
                                silent
                                        ? "sudo: a password is required"
                                        : "sudo: a terminal is required to read the password;"
                                                + " either use the -S option to read from standard"
                                                + " input or configure an askpass helper\n"
                                                + "sudo: a password is required");
                    }
                    prompt = asking;
                }
                case REFUSES -> {
                    return refuse(1, "sudo: a password is required");
                }
            }
        }
        user = 0;
        return word(words.subList(i, words.size()));
    }

    private Parsed env(List<String> words) {
        runner = "env";
        int i = 0;
        for (; i < words.size() && words.get(i).indexOf('=') > 0; i++) {
            int equals = words.get(i).indexOf('=');
            environment.put(words.get(i).substring(0, equals), words.get(i).substring(equals + 1));
        }
        if (i == words.size() || words.get(i).startsWith("-")) {
            return refuse(125, "env: this lab's hosts know only: env NAME=VALUE… PROGRAM…");
        }
        return word(words.subList(i, words.size()));
    }

    private Parsed timeout(List<String> words) {
        runner = "timeout";
        int i = words.size() > 1 && words.getFirst().equals("-k") ? 2 : 0;
        if (words.size() < i + 2) {
            return refuse(
                    125, "timeout: missing operand\nTry 'timeout --help' for more information.");
        }
        String seconds = words.get(i);
        if (!seconds.matches("[0-9]{1,9}(\\.[0-9]{1,3})?s?")) {
            return refuse(
                    125,
                    "timeout: invalid time interval '"
                            + seconds
                            + "'\nTry 'timeout --help' for more information.");
        }
        long millis = Math.round(Double.parseDouble(seconds.replace("s", "")) * 1000);
        // As timeout(1) says: 0 is no limit.
        limit = millis == 0 ? null : Duration.ofMillis(millis);
        return word(words.subList(i + 1, words.size()));
    }
}
