import AWSConnector
import ConnectorKit
import EntraConnector
import GitHubConnector
import GitLabConnector
import GoogleWorkspaceConnector
import KubernetesConnector
import OktaConnector
import PeopleFileConnector
import SalesforceConnector
import SCIMConnector
import SlackConnector

/// Every connector there is: one line each, sorted.
public enum ConnectorCatalog {
    public static let all: [ConnectorDefinition] = [
        AWSConnector.definition,
        EntraConnector.definition,
        GitHubConnector.definition,
        GitLabConnector.definition,
        GoogleWorkspaceConnector.definition,
        KubernetesConnector.definition,
        OktaConnector.definition,
        PeopleFileConnector.definition,
        SalesforceConnector.definition,
        SCIMConnector.definition,
        SlackConnector.definition,
    ]

    /// The connector with this id.
    public static func connector(_ id: String) -> ConnectorDefinition? { all.first { $0.manifest.id == id } }
}
