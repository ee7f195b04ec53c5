#!/usr/bin/env python3
"""GitHub as an organisation of 2,000 members, 50 teams, 200 repositories, 300 fine-grained tokens, 40 installations, 400
deploy keys, 203 webhooks and 500 credential authorisations, all invented. Nothing is limited."""
import base64, json
from server import Vendor, body, main

ORG = {"login": "example-org", "id": 4242, "node_id": "O_4242", "type": "Organization", "name": "Example", "plan": {"name": "enterprise"}}
WEB = "https://github.example.com"


def user(number):
    login = f"user-{number:05d}"
    api = f"https://api.github.example.com/users/{login}"
    return {"login": login, "id": number, "node_id": f"U_{number}", "avatar_url": f"{WEB}/u/{number}", "gravatar_id": "", "url": api,
            "html_url": f"{WEB}/{login}", "followers_url": api + "/followers", "following_url": api + "/following{/other_user}",
            "gists_url": api + "/gists{/gist_id}", "starred_url": api + "/starred{/owner}{/repo}", "subscriptions_url": api + "/subscriptions",
            "organizations_url": api + "/orgs", "repos_url": api + "/repos", "events_url": api + "/events{/privacy}",
            "received_events_url": api + "/received_events", "type": "User", "site_admin": False}


def repository(number):
    name = f"service-{number:03d}"
    api = f"https://api.github.example.com/repos/example-org/{name}"
    links = {f"{word}_url": f"{api}/{word}" for word in
             "keys collaborators teams hooks issue_events events assignees branches tags blobs git_tags git_refs trees statuses languages stargazers contributors subscribers subscription commits git_commits comments issue_comment contents compare merges archive downloads issues pulls milestones notifications labels releases deployments".split()}
    return {"id": 100000 + number, "node_id": f"R_{number}", "name": name, "full_name": f"example-org/{name}", "private": True,
            "owner": {**user(1), "login": "example-org", "id": 4242, "type": "Organization"}, "html_url": f"{WEB}/example-org/{name}", "description": "A service",
            "fork": False, "url": api, **links, "created_at": "2022-03-01T08:00:00Z", "updated_at": "2026-09-01T08:00:00Z", "pushed_at": "2026-10-01T08:00:00Z",
            "archived": False, "disabled": False, "visibility": "private", "default_branch": "main", "role_name": "admin",
            "permissions": {"admin": True, "maintain": True, "push": True, "triage": True, "pull": True}}


def team(number):
    return {"id": 7000 + number, "node_id": f"T_{number}", "name": f"Team {number:02d}", "slug": f"team-{number:02d}", "description": "", "privacy": "closed",
            "permission": "pull", "parent": None, "url": f"https://api.github.example.com/organizations/4242/team/{7000 + number}", "html_url": f"{WEB}/orgs/example-org/teams/team-{number:02d}"}


def deploy_key(number):
    blob = base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0 " + number.to_bytes(32, "big")).decode()
    return {"id": 500000 + number, "key": f"ssh-ed25519 {blob}", "url": "", "title": f"deploy {number}", "verified": True, "created_at": "2024-01-05T10:00:00Z",
            "read_only": number % 2 == 0, "added_by": f"user-{number % 2000 + 1:05d}", "last_used": "2026-10-20T10:00:00Z", "enabled": True}


def hook(number, kind):
    return {"type": kind, "id": 900000 + number, "name": "web", "active": True, "events": ["push"], "config": {"url": f"https://ci.example.net/hook/{number}", "content_type": "json", "insecure_ssl": "0", "secret": "********"},
            "created_at": "2023-01-01T00:00:00Z", "updated_at": "2023-01-01T00:00:00Z", "url": "", "ping_url": ""}


def token(number):
    return {"id": 30000 + number, "owner": user(number % 2000 + 1), "repository_selection": "subset" if number % 3 else "all", "repositories_url": "",
            "permissions": {"organization": {"members": "read"}, "repository": {"contents": "read", "metadata": "read"}}, "access_granted_at": "2026-01-10T09:00:00Z",
            "token_id": 60000 + number, "token_name": f"token {number}", "token_expired": False, "token_expires_at": "2027-01-10T09:00:00Z", "token_last_used_at": "2026-10-20T10:00:00Z"}


def authorisation(number):
    key = number % 4 == 0
    row = {"login": f"user-{number % 2000 + 1:05d}", "credential_id": 80000 + number, "credential_type": "SSH key" if key else "personal access token",
           "credential_authorized_at": "2025-01-10T09:00:00Z", "credential_accessed_at": "2026-10-20T10:00:00Z"}
    if key:
        return {**row, "authorized_credential_id": 90000 + number, "authorized_credential_title": "laptop", "fingerprint": f"jklmnop{number}"}
    return {**row, "authorized_credential_id": 90000 + number, "token_last_eight": f"{number:08d}", "authorized_credential_note": "ci", "authorized_credential_expires_at": None, "scopes": ["repo", "read:org"]}


def installation(number):
    return {"id": 20000 + number, "account": {**user(1), "login": "example-org", "id": 4242, "type": "Organization"}, "repository_selection": "all", "app_id": 40000 + number, "app_slug": f"app-{number}",
            "target_id": 4242, "target_type": "Organization", "permissions": {"contents": "read", "metadata": "read", "issues": "write"}, "events": ["push"], "created_at": "2023-01-01T00:00:00Z",
            "updated_at": "2025-01-01T00:00:00Z", "suspended_at": None, "suspended_by": None, "single_file_name": None, "html_url": "", "client_id": f"Iv1.{number:016x}"}


def secret(number, prefix):
    return {"name": f"{prefix}_{number}", "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-06-01T00:00:00Z", "visibility": "private"}


USERS = [body(user(n)) for n in range(1, 2001)]
OUTSIDE = [body(user(n)) for n in range(5001, 5031)]
COLLABORATORS = {n: [body({**user((n * 7 + k) % 2000 + 1), "role_name": "write", "permissions": {"pull": True, "push": True, "admin": False, "maintain": False, "triage": True}}) for k in range(5)] for n in range(200)}
TEAMS = [body(team(n)) for n in range(50)]
REPOSITORIES = [body(repository(n)) for n in range(200)]
pages = {}


def paged(rows, key, wrap=None):
    def handler(found, query, _, base):
        path = found.string
        size, number = min(int(query.get("per_page", "30")), 100), int(query.get("page", "1"))
        chosen = rows(found) if callable(rows) else rows
        known = pages.get((path, size, number, query.get("role"), base))
        if known:
            return known
        last = max(1, -(-len(chosen) // size))
        rest = "&".join(f"{k}={v}" for k, v in query.items() if k != "page")
        links = []
        if number < last:
            links = [f'<{base}{path}?{rest}&page={number + 1}>; rel="next"', f'<{base}{path}?{rest}&page={last}>; rel="last"']
        part = b"[" + b",".join(chosen[(number - 1) * size:number * size]) + b"]"
        if wrap:
            part = b'{"total_count":%d,"%s":%s}' % (len(chosen), wrap.encode(), part)
        pages[(path, size, number, query.get("role"), base)] = answer = (200, {"Link": ", ".join(links)} if links else {}, part)
        return answer
    return handler


def fixed(value):
    content = body(value)
    return lambda *_: (200, {"X-OAuth-Scopes": "admin:org, repo, read:user"}, content)


def members(found, query, payload, base):
    chosen = {"admin": USERS[:10], "member": USERS[10:]}.get(query.get("role"), USERS)
    return paged(chosen, "members")(found, query, payload, base)


def graphql(found, query, payload, base):
    asked = json.loads(payload)
    variables = asked.get("variables") or {}
    first, after = int(variables.get("first") or 100), int(variables.get("after") or variables.get("cursor") or 0)
    nodes = [{"guid": f"guid-{n}", "samlIdentity": {"nameId": f"user-{n:05d}@example.com", "username": f"user-{n:05d}", "emails": [{"value": f"user-{n:05d}@example.com"}]}, "scimIdentity": None,
              "user": {"login": f"user-{n:05d}", "databaseId": n, "id": f"U_{n}"}} for n in range(after + 1, min(after + first, 2000) + 1)]
    page = {"hasNextPage": after + first < 2000, "endCursor": str(after + first)}
    return 200, {}, body({"data": {"organization": {"id": "O_4242", "samlIdentityProvider": {"id": "S", "ssoUrl": "https://sso.example.com", "issuer": "x", "externalIdentities": {"totalCount": 2000, "pageInfo": page, "nodes": nodes, "edges": [{"node": n} for n in nodes]}}}}})


number = lambda found: int(found[1])
vendor = Vendor()
o, r = r"/(?:orgs/example-org|organizations/4242)", r"/(?:repos/example-org/service-0*|repositories/1000*0?)(\d+)"
vendor.route("/graphql", graphql)
vendor.route("/user", fixed(user(1)))
vendor.route(o, fixed(ORG))
vendor.route(o + "/members", members)
vendor.route(o + "/outside_collaborators", paged(OUTSIDE, "outside"))
vendor.route(o + "/teams", paged(TEAMS, "teams"))
t = r"(?:/orgs/example-org/teams/team-0*|/organizations/4242/team/70+)(\d+)"
vendor.route(t + "/members", paged(lambda f: USERS[number(f) * 40:number(f) * 40 + 40], "teamMembers"))
vendor.route(t + "/repos", paged(lambda f: REPOSITORIES[number(f) * 4:number(f) * 4 + 8], "teamRepositories"))
vendor.route(o + "/repos", paged(REPOSITORIES, "repositories"))
vendor.route(o + "/installations", paged([body(installation(n)) for n in range(40)], "installations", "installations"))
vendor.route(o + "/personal-access-tokens", paged([body(token(n)) for n in range(300)], "tokens"))
vendor.route(o + "/credential-authorizations", paged([body(authorisation(n)) for n in range(500)], "authorisations"))
vendor.route(o + "/hooks", paged([body(hook(n, "Organization")) for n in range(3)], "hooks"))
for kind in ("actions", "dependabot", "codespaces"):
    vendor.route(o + f"/{kind}/secrets", paged([body(secret(n, kind.upper())) for n in range(10)], kind, "secrets"))
roles = [{"id": n, "name": f"role {n}", "description": "", "permissions": [], "base_role": "read", "source": "Predefined"} for n in range(1, 6)]
vendor.route(o + "/organization-roles", fixed({"total_count": 5, "roles": roles}))
vendor.route(o + r"/organization-roles/\d+/users", paged([body({**user(n), "assignment": "direct"}) for n in range(1, 4)], "roleUsers"))
vendor.route(o + r"/organization-roles/\d+/teams", paged([], "roleTeams"))
vendor.route(r + "/keys", paged(lambda f: [body(deploy_key(number(f) * 2 + k)) for k in range(2)], "keys"))
vendor.route(r + "/hooks", paged(lambda f: [body(hook(10 + number(f), "Repository"))], "repositoryHooks"))
vendor.route(r + "/collaborators", paged(lambda f: COLLABORATORS[number(f)], "collaborators"))
vendor.route(r + "/actions/secrets", paged(lambda f: [body(secret(k, "DEPLOY")) for k in range(2)], "repositorySecrets", "secrets"))
if __name__ == "__main__":
    main(vendor)
