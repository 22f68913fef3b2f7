package dev.postern.console.command.self;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.console.view.View;
import dev.postern.core.value.JsonValue;

/** {@code postern version}. */
@CommandWords(
        value = "version",
        title = "which Postern this is, and on which Java",
        arguments = VersionCommand.Arguments.class,
        examples = "version -o json")
public final class VersionCommand implements ConsoleCommand<VersionCommand.Arguments> {
    /** Nothing. */
    public record Arguments() {}

    @Override
    public Answer work(Arguments arguments, Session session) {
        String version = version();
        String java = Runtime.version().toString();
        return Answer.shown(
                View.of(
                        JsonValue.object("version", version, "java", java),
                        page -> page.line("postern " + version + " (Java " + java + ")")));
    }

    /** This build's version; "development" where it runs from loose classes. */
    public static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
