package dev.postern.console.shell;

import dev.postern.console.command.CommandIndex;
import dev.postern.console.grammar.LocalNames;
import dev.postern.console.grammar.Reader;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Homes;
import dev.postern.journal.RunDirectory;

import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.shell.core.autoconfigure.TerminalCustomizer;
import org.springframework.shell.core.command.CommandParser;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.core.config.UserConfigPathProvider;
import org.springframework.shell.jline.CommandCompleter;
import org.springframework.shell.jline.CommandHighlighter;
import org.springframework.shell.jline.PromptProvider;

import java.util.Optional;

/** What Spring Shell takes from us in place of its own: all through its extension points. */
@Configuration(proxyBeanMethods = false)
public class ShellConfiguration {
    @Bean
    Sessions sessions(Start start) {
        return new Sessions(start.output());
    }

    @Bean
    Interpreter interpreter(
            CommandIndex index, ListableBeanFactory beans, Start start, Sessions sessions) {
        return new Interpreter(index, beans, start, sessions);
    }

    @Bean
    CommandRegistry commandRegistry(Vocabulary vocabulary, Interpreter interpreter) {
        return new SpokenRegistry(vocabulary, interpreter);
    }

    @Bean
    Reader reader(Vocabulary vocabulary) {
        return new Reader(vocabulary);
    }

    @Bean
    CommandParser commandParser(Reader reader) {
        return new SpokenParser(reader);
    }

    @Bean
    ApplicationRunner posternRunner(
            Start start, CommandRegistry registry, ObjectProvider<InteractiveShell> shell) {
        return new PosternRunner(start, registry, shell);
    }

    @Bean
    @Primary
    Parser lineParser() {
        return new LineParser();
    }

    @Bean
    History history() {
        return new PrivateHistory();
    }

    @Bean
    UserConfigPathProvider userConfigPathProvider(Homes homes, Start start) {
        return () -> homes.of(start.sentence().globals()).state();
    }

    @Bean
    PromptProvider promptProvider(ShellState state) {
        return new Prompt(state);
    }

    @Bean
    ShellState shellState() {
        return new ShellState();
    }

    @Bean
    CommandCompleter commandCompleter(
            CommandRegistry registry, Vocabulary vocabulary, LocalNames names) {
        return new SpokenCompleter(registry, vocabulary, names);
    }

    @Bean
    CommandHighlighter commandHighlighter(CommandRegistry registry, Vocabulary vocabulary) {
        return new SpokenHighlighter(registry, vocabulary);
    }

    @Bean
    InteractiveShell.Places places(Homes homes) {
        return globals -> {
            Home home = homes.of(globals);
            boolean write =
                    RunDirectory.list(home.runs()).stream().anyMatch(RunDirectory::isGoingOn);
            return new ShellState.Place(home.isLab(), Optional.empty(), write, Optional.empty());
        };
    }

    @Bean
    TerminalCustomizer terminalCustomizer() {
        return new TerminalChoice();
    }

    @Bean
    InteractiveShell interactiveShell(
            LineReader lines,
            Terminal terminal,
            PromptProvider prompt,
            Reader reader,
            Vocabulary vocabulary,
            Interpreter interpreter,
            Sessions sessions,
            ShellState state,
            CommandCompleter completer,
            InteractiveShell.Places places) {
        return new InteractiveShell(
                lines,
                terminal,
                prompt,
                reader,
                vocabulary,
                interpreter,
                sessions,
                state,
                (SpokenCompleter) completer,
                places);
    }
}
