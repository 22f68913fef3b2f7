package dev.postern.lab.model;

/**
 * What a server makes of a request, decided when it arrives.
 *
 * @param seconds how long the answer takes
 * @param status 200 to go on and answer it, else the status of the refusal
 * @param retryAfter seconds for the header, 0 for none
 */
public record Reply(double seconds, int status, int retryAfter, String message) {
    static Reply serve(double seconds) {
        return new Reply(seconds, 200, 0, "");
    }
}
