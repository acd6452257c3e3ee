"""Single sign-on by OpenID Connect: ProConnect for the SPIP. Off until OIDC_SERVER_URL, OIDC_CLIENT_ID and
OIDC_CLIENT_SECRET are given (README.md).

allauth does the exchange (state, PKCE, code against token) and, once it is known whose account it is, the sign-in with
its stages. What it lacks is here: the provider's discovery is held to its address, `nonce` and `claims` are sent, the
id_token's and the userinfo's signatures are verified against the provider's published keys, and nobody signs up.

Read on 26 November 2026, stored copies of ProConnect's partner documentation (proconnect-gouv/proconnect-espace-
partenaires, src/pages/docs): `fournisseur-service/implementation_technique.md` (parameters of each call, `state` and
`nonce` of 32 characters at least, userinfo as application/jwt, sign-out by the browser with id_token_hint, state and
post_logout_redirect_uri), `double_authentification.md`, `niveaux-acr.md` and `niveaux-eidas.md` (`acr` asked for in
`claims`, and which values mean two factors), `ressources/claim_amr.md`, `scope-claims.md` and `donnees_fournies.md`
(`sub` is the identity; no `email_verified` is sent). That `code_challenge` is accepted was read in the provider's own
code (proconnect-gouv/federation, AuthorizeParamsDto). OpenID Connect Core 1.0 is the rule for everything else.
"""
