package dev.postern.reachaws;

import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Failure.Kind;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What AWS means by an error, in the classes that decide what happens next. */
final class AwsFailures {
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html and the Auto
    // Scaling API's own list.
    private static final Set<String> THROTTLED =
            Set.of(
                    "Throttling",
                    "ThrottlingException",
                    "RequestLimitExceeded",
                    "RequestThrottled",
                    "ServiceUnavailable");
    private static final Set<String> BUSY =
            Set.of("ResourceContention", "ScalingActivityInProgress", "ResourceInUse");
    private static final Set<String> IDENTITY =
            Set.of(
                    "AccessDenied",
                    "AccessDeniedException",
                    "UnauthorizedOperation",
                    "InvalidClientTokenId",
                    "UnrecognizedClientException",
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "SignatureDoesNotMatch",
                    "MissingAuthenticationToken",
                    "IncompleteSignature",
                    "OptInRequired",
                    "NotAuthorized");
    private static final String LOOK =
            "look at the group's size before you do it again: it may have happened";

    private AwsFailures() {}

    /** The service answered with an error. */
    static Failure of(String what, boolean changes, AwsServiceException e) {
        String code =
                e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                        ? ""
                        : e.awsErrorDetails().errorCode();
        String message =
                e.awsErrorDetails() == null || e.awsErrorDetails().errorMessage() == null
                        ? ""
                        : e.awsErrorDetails().errorMessage();
        String why = "AWS says " + (code.isEmpty() ? e.statusCode() : code) + ": " + message;
        int status = e.statusCode();
        if (IDENTITY.contains(code) || status == 401 || status == 403) {
            return Failure.unchanged(
                    Kind.REFUSED_IDENTITY,
                    what + ": AWS refused our credentials",
                    why,
                    "check the profile of the node group in fleet.yaml, and what it may do");
        }
        if (THROTTLED.contains(code) || BUSY.contains(code) || status == 429 || status == 503) {
            Failure failure =
                    Failure.unchanged(Kind.SATURATED, what + ": AWS is busy", why, "wait");
            return retryAfter(e).map(failure::retryAfter).orElse(failure);
        }
        if (status >= 500) {
            return changes
                    ? inDoubt(what + ": AWS failed on a change", why)
                    : Failure.unchanged(Kind.SATURATED, what + ": AWS failed", why, "wait");
        }
        return Failure.unchanged(
                Kind.BROKEN,
                what + ": AWS did not accept it",
                why,
                "check the group in fleet.yaml");
    }

    private static Optional<Duration> retryAfter(AwsServiceException e) {
        if (e.awsErrorDetails() == null || e.awsErrorDetails().sdkHttpResponse() == null) {
            return Optional.empty();
        }
        return e.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader("Retry-After")
                .filter(t -> t.matches("\\d{1,4}"))
                .map(t -> Duration.ofSeconds(Long.parseLong(t)));
    }

    /** No answer, or none that could be read. */
    static Failure lost(String what, boolean changes, boolean sent, Throwable cause) {
        if (has(cause, CertificateException.class)) {
            return Failure.unchanged(
                    Kind.UNTRUSTED,
                    what + ": the certificate of the endpoint is not trusted",
                    words(cause),
                    "find out who answers there");
        }
        if (has(cause, UnknownHostException.class)) {
            return Failure.unchanged(
                    Kind.UNREACHABLE,
                    what + ": the name of the endpoint is not known",
                    words(cause),
                    "pin its address under pinned-names in fleet.yaml");
        }
        if (!sent
                || has(cause, ConnectException.class)
                || has(cause, NoRouteToHostException.class)) {
            return Failure.unchanged(
                    Kind.UNREACHABLE, what + ": AWS is not reachable", words(cause), "");
        }
        if (changes) {
            return inDoubt(what + ": the answer to a change was lost", words(cause));
        }
        boolean answered = !has(cause, java.io.IOException.class);
        return Failure.unchanged(
                answered
                        ? Kind.BROKEN
                        : has(cause, SocketTimeoutException.class)
                                ? Kind.SATURATED
                                : Kind.UNREACHABLE,
                what + (answered ? ": the answer cannot be read" : ": the connection was cut"),
                words(cause),
                "");
    }

    /** We gave up. */
    static Failure late(String what, boolean changes, Duration limit) {
        String why = "no answer within " + Durations.text(limit);
        return changes
                ? inDoubt(what + ": the answer to a change was lost", why)
                : Failure.unchanged(Kind.SATURATED, what + ": AWS does not answer", why, "wait");
    }

    private static Failure inDoubt(String what, String why) {
        return new Failure(Kind.IN_DOUBT, what, why, "the change may have been made", LOOK);
    }

    private static boolean has(Throwable in, Class<? extends Throwable> wanted) {
        Throwable at = in;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (wanted.isInstance(at)) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    private static String words(Throwable cause) {
        String found = "";
        Throwable at = cause;
        for (int depth = 0; at != null && depth < 20; depth++) {
            String message = at.getMessage();
            if (message != null && !message.isBlank()) {
                found = message;
            }
            at = at.getCause();
        }
        return found;
    }
}
