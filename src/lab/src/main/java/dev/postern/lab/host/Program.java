package dev.postern.lab.host;

import java.util.List;
import java.util.Map;

/** A program that a simulated host understands, as far as actions use it. */
public interface Program {
    /** Its name, as in {@code argv[0]}. */
    String name();

    /** Whether it reads its standard input to the end when called so. */
    default boolean readsInput(List<String> arguments) {
        return false;
    }

    /** Runs it, at one instant. */
    Result run(Call call);

    /**
     * One call.
     *
     * @param arguments without the program's own name
     * @param input what came on standard input
     * @param user the number of the user it runs as; 0 is root
     * @param environment variables that matter
     */
    record Call(
            Machine machine,
            List<String> arguments,
            byte[] input,
            int user,
            Map<String, String> environment) {
        public Call {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }
    }
}
