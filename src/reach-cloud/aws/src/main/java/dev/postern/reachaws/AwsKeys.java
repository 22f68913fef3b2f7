package dev.postern.reachaws;

import dev.postern.core.fleet.NodeGroup.Provider.Aws;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The access keys for a group: from its AWS profile, or from the environment where it names none.
 * Nothing is run for them, nothing is asked for them over the network.
 */
final class AwsKeys {
    private static final AwsCredentials LAB =
            AwsBasicCredentials.create("postern-lab", "postern-lab");
    private static final List<String> INDIRECT =
            List.of(
                    "credential_process",
                    "role_arn",
                    "sso_session",
                    "sso_start_url",
                    "web_identity_token_file");

    private final Function<String, Optional<String>> environment;

    AwsKeys(Function<String, Optional<String>> environment) {
        this.environment = environment;
    }

    Outcome<AwsCredentials> of(String group, Aws aws) {
        if (aws.endpoint().filter(e -> "http".equals(e.getScheme())).isPresent()) {
            // Not encrypted: real keys are never signed with there.
            return isLoopback(aws.endpoint().get())
                    ? Outcome.ok(LAB)
                    : refused(
                            group,
                            "its endpoint is not encrypted (http) and not on this machine",
                            "use an https endpoint in fleet.yaml");
        }
        Optional<String> id = environment.apply("AWS_ACCESS_KEY_ID");
        Optional<String> secret = environment.apply("AWS_SECRET_ACCESS_KEY");
        if (aws.profile().isEmpty() && id.isPresent() && secret.isPresent()) {
            return Outcome.ok(keys(id.get(), secret.get(), environment.apply("AWS_SESSION_TOKEN")));
        }
        return profile(group, aws.profile().orElse("default"));
    }

    /** By address: a lab's endpoint has a name, which the fleet pins. No other name resolves. */
    private static boolean isLoopback(URI endpoint) {
        try {
            return InetAddress.getByName(String.valueOf(endpoint.getHost())).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Outcome<AwsCredentials> profile(String group, String name) {
        Optional<Profile> profile;
        try {
            profile = ProfileFile.defaultProfileFile().profile(name);
        } catch (IllegalArgumentException e) {
            return refused(
                    group, "the AWS profiles of this machine cannot be read", "correct ~/.aws");
        }
        if (profile.isEmpty()) {
            return refused(
                    group,
                    "there is no AWS profile " + name + " on this machine",
                    "aws configure --profile " + name);
        }
        Profile p = profile.get();
        Optional<String> id = p.property("aws_access_key_id");
        Optional<String> secret = p.property("aws_secret_access_key");
        if (id.isPresent() && secret.isPresent()) {
            return Outcome.ok(keys(id.get(), secret.get(), p.property("aws_session_token")));
        }
        for (String indirect : INDIRECT) {
            if (p.property(indirect).isPresent()) {
                return refused(
                        group,
                        "the AWS profile "
                                + name
                                + " gets its keys by "
                                + indirect
                                + ", which needs a program or another service",
                        "put keys into a profile beforehand: aws configure export-credentials");
            }
        }
        return refused(
                group,
                "the AWS profile " + name + " holds no keys",
                "aws configure --profile " + name);
    }

    private static AwsCredentials keys(String id, String secret, Optional<String> token) {
        return token.isPresent()
                ? AwsSessionCredentials.create(id, secret, token.get())
                : AwsBasicCredentials.create(id, secret);
    }

    private static <T> Outcome<T> refused(String group, String why, String next) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.REFUSED_IDENTITY,
                        group + ": no credentials for AWS",
                        why,
                        next));
    }
}
