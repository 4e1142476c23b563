package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.delay.http.DelayHttpHandler;
import dev.kindred.delay.http.SigningSecrets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with the settings of the path at which tasks come by HTTP, and of who may send them. */
final class HttpChecks {

    private static final String PREFIX = DelayProperties.PREFIX;

    private HttpChecks() {}

    /** Throws if the path is none, or a secret is too short. */
    static void check(String path, List<String> secrets) {
        if (!path.startsWith("/") || path.length() < 2 || path.matches(".*[*?{}#;\\s].*")) {
            throw new InvalidSettingException(
                    PREFIX + "http.path",
                    path,
                    "It must be one path that begins with a slash, without wildcards.",
                    "Remove the property to get " + DelayHttpHandler.PATH + ".");
        }
        for (int i = 0; i < secrets.size(); i++) {
            int bytes = secrets.get(i).getBytes(StandardCharsets.UTF_8).length;
            if (bytes < SigningSecrets.MIN_BYTES) {
                // The value is a secret: its length has to do.
                throw new InvalidSettingException(
                        PREFIX + "http.secrets[" + i + "]",
                        bytes + " bytes",
                        "A secret needs at least " + SigningSecrets.MIN_BYTES + " bytes.",
                        "\"openssl rand -base64 32\" makes a good one. Remove the property to have one generated and kept in the datastore.");
            }
        }
    }

    /** What is wrong with callers that send a token. */
    static List<InvalidSettingException> problems(
            @Nullable String audience, List<String> issuers, List<String> emails) {
        List<InvalidSettingException> problems = new ArrayList<>();
        if (audience == null || audience.isBlank()) {
            problems.add(new InvalidSettingException(
                    PREFIX + "http.oidc.audience",
                    String.valueOf(audience),
                    "Nothing says what tokens are to be made for.",
                    "Set it to the audience that the callers are configured with, such as the URL of the path."));
        }
        if (emails.isEmpty()) {
            problems.add(new InvalidSettingException(
                    PREFIX + "http.oidc.emails",
                    "",
                    "Nothing says which accounts may send tasks, and everybody can have a token made for any audience.",
                    "Name the service account of the queue, such as tasks@shop.iam.gserviceaccount.com."));
        }
        for (int i = 0; i < issuers.size(); i++) {
            checkIssuer(PREFIX + "http.oidc.issuers[" + i + "]", issuers.get(i), problems);
        }
        return problems;
    }

    private static void checkIssuer(String property, String issuer, List<InvalidSettingException> problems) {
        // Whoever can change the keys on their way can make tokens; on this machine nobody can.
        if (!issuer.startsWith("https://") && !issuer.matches("http://(localhost|127\\.0\\.0\\.1|\\[::1])([:/].*)?")) {
            problems.add(new InvalidSettingException(
                    property,
                    issuer,
                    "The keys of an issuer are read from its URL, which must begin with https://.",
                    "Write it as it is in the tokens, such as https://accounts.google.com."));
        }
    }
}
