package dev.postern.lab.host.machine;

import dev.postern.lab.host.Program;
import dev.postern.lab.host.Result;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command line taken apart: what runs, as whom, and what stands before it.
 *
 * @param before how long it takes until the program starts: a slow sudo
 * @param limit the time that {@code timeout} gives it
 * @param prompt what sudo writes before it reads a line of the input; empty: it reads none
 */
record Request(
        Duration before,
        Optional<Duration> limit,
        Optional<String> prompt,
        int user,
        Map<String, String> environment,
        Program program,
        List<String> arguments) {

    /** What a command line becomes: something to run, or an answer at once. */
    sealed interface Parsed {
        record Run(Request request) implements Parsed {}

        /**
         * @param after how long the refusal takes
         */
        record Answer(Result result, Duration after) implements Parsed {}
    }
}
