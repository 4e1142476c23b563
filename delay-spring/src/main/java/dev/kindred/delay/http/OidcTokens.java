package dev.kindred.delay.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoders;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * Tokens of OpenID Connect, as Cloud Tasks sends them for a service account: signed by an issuer, meant for this application, of an account that may send tasks, whose e-mail address the issuer has verified. The
 * audience alone would let anybody in: everybody can have a token made for any audience. Needs Spring Security's {@code spring-security-oauth2-jose}.
 */
public final class OidcTokens implements TaskTokens {

    private static final Logger LOG = LoggerFactory.getLogger(OidcTokens.class);

    private final List<JwtDecoder> decoders;

    private OidcTokens(List<JwtDecoder> decoders) {
        this.decoders = decoders;
    }

    /**
     * Tokens of issuers whose keys are found by OpenID Connect's discovery, at first use.
     *
     * @param audience what the tokens are made for: the URL that the callers were given, or another text
     * @param issuers the issuers, such as {@code https://accounts.google.com}
     * @param emails the accounts that may send tasks, in any case
     * @return the tokens
     */
    public static OidcTokens of(String audience, Collection<String> issuers, Collection<String> emails) {
        OAuth2TokenValidator<Jwt> caller = caller(audience, emails);
        return new OidcTokens(issuers.stream()
                .<JwtDecoder>map(issuer -> new SupplierJwtDecoder(() -> decoder(issuer, caller)))
                .toList());
    }

    private static JwtDecoder decoder(String issuer, OAuth2TokenValidator<Jwt> caller) {
        NimbusJwtDecoder decoder = JwtDecoders.fromIssuerLocation(issuer);
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(JwtValidators.createDefaultWithIssuer(issuer), caller));
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> caller(String audience, Collection<String> emails) {
        Set<String> allowed =
                emails.stream().map(email -> email.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        return token -> {
            if (token.getExpiresAt() == null) {
                return refused("it never expires");
            }
            List<String> audiences = token.getAudience();
            if (audiences == null || !audiences.contains(audience)) {
                return refused("it is not made for \"" + audience + "\"");
            }
            Object verified = token.getClaim("email_verified");
            if (!Boolean.TRUE.equals(verified) && !"true".equals(verified)) {
                return refused("its e-mail address is not verified");
            }
            Object email = token.getClaim("email");
            if (!(email instanceof String text) || !allowed.contains(text.toLowerCase(Locale.ROOT))) {
                return refused("its account may not send tasks");
            }
            return OAuth2TokenValidatorResult.success();
        };
    }

    private static OAuth2TokenValidatorResult refused(String why) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", why, null));
    }

    /**
     * Checks a token.
     *
     * @param token from anybody
     * @return true if one of the issuers has made it, it is valid now, and made for this audience and one of the accounts
     * @throws RuntimeException if the keys of an issuer cannot be had now: the sender is to try again
     */
    @Override
    public boolean accepts(String token) {
        for (JwtDecoder decoder : decoders) {
            try {
                decoder.decode(token);
                return true;
            } catch (BadJwtException bad) { // what is wrong with it, never the token
                LOG.debug("A token is refused: {}", bad.getMessage());
            }
        }
        return false;
    }
}
