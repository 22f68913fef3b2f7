package dev.postern.console.command.config;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Spec;
import dev.postern.console.grammar.Spec.OptionSpec;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.view.Answer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code postern completion bash}: a script without any JVM behind TAB. */
@CommandWords(
        value = "completion",
        title = "what your own shell needs to complete Postern's words",
        arguments = CompletionCommand.Arguments.class,
        examples = "completion bash > ~/.local/share/bash-completion/completions/postern")
public final class CompletionCommand implements ConsoleCommand<CompletionCommand.Arguments> {
    /** Which shell. */
    public record Arguments(@Argument(value = "SHELL", about = "bash") ForShell shell) {}

    /** The shells there is a script for. */
    public enum ForShell {
        BASH
    }

    private final Vocabulary vocabulary;

    public CompletionCommand(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return switch (arguments.shell()) {
            case BASH -> new Answer.Raw(bash(), ExitCode.DONE);
        };
    }

    private String bash() {
        StringBuilder out =
                new StringBuilder(
                        """
                        # bash completion for postern; made by "postern completion bash"
                        _postern() {
                          local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
                          local said="" i
                          for ((i = 1; i < COMP_CWORD; i++)); do
                            case "${COMP_WORDS[i]}" in -*) break ;; *) said="$said${said:+ }${COMP_WORDS[i]}" ;; esac
                          done
                          case "$before" in
                            --fleet|--debug|--plan|--out|--key) COMPREPLY=($(compgen -f -- "$word")); return ;;
                            --home|--dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
                            -o|--output) COMPREPLY=($(compgen -W "table json yaml" -- "$word")); return ;;
                          esac
                          local words=""
                          case "$said" in
                        """);
        Set<String> starts = new LinkedHashSet<>();
        starts.add("");
        for (Spec s : vocabulary.offered()) {
            int space = s.words().indexOf(' ');
            if (space > 0) {
                starts.add(s.words().substring(0, space));
            }
        }
        for (String start : starts) {
            if (vocabulary.spec(start).isEmpty()) {
                out.append("    ").append(quoted(start)).append(") words=");
                out.append(quoted(String.join(" ", vocabulary.next(start)))).append(" ;;\n");
            }
        }
        // The longest names first: the first pattern that fits wins.
        List<Spec> specs = new ArrayList<>(vocabulary.offered());
        specs.sort((a, b) -> b.words().length() - a.words().length());
        for (Spec s : specs) {
            Set<String> words = new LinkedHashSet<>(vocabulary.next(s.words()));
            s.options().forEach(o -> words.add("--" + o.name()));
            Globals.SPECS.stream().map(OptionSpec::name).forEach(o -> words.add("--" + o));
            words.add("--help");
            out.append("    ").append(quoted(s.words())).append('|');
            out.append(quoted(s.words() + " ")).append("*) words=");
            out.append(quoted(String.join(" ", words))).append(" ;;\n");
        }
        out.append(
                """
                  esac
                  COMPREPLY=($(compgen -W "$words" -- "$word"))
                }
                complete -o default -F _postern postern ./postern
                """);
        return out.toString();
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
