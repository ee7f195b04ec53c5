import ConnectorKit
import Foundation

/// What `muster init` writes: a configuration that explains itself.
public enum ConfigurationTemplate {
    /// The template with the sources of every other connector of the catalog, commented out.
    public static func text(for catalog: [ConnectorDefinition]) -> String {
        let others = catalog.filter { !text.contains("connector: \($0.manifest.id)\n") }
        let offers = others.compactMap { definition -> String? in
            // A connector without a guide has nothing to offer here, and `connectors setup` tells why one fails.
            guard let setup = try? ConnectorSetup(definition), !setup.guide.configuration.isEmpty else { return nil }
            let title = "  # \(definition.manifest.product): muster connectors setup \(definition.manifest.id)\n"
            let lines = ConnectorSetup.indented(setup.guide.configuration).split(separator: "\n").map {
                "  # " + $0.dropFirst(2) + "\n"
            }
            return title + lines.joined()
        }
        guard let place = text.range(of: networkHeading)?.lowerBound, !offers.isEmpty else { return text }
        return text[..<place] + offers.joined(separator: "\n") + "\n" + text[place...]
    }

    private static let networkHeading = "# How requests leave this machine."

    public static let text = """
        # Muster's configuration. Every key is explained in docs/configuration.md.
        # Relative paths start at the folder of this file.

        # Where the inventory is kept: one SQLite file, readable by you alone.
        ledger: muster.sqlite

        # Thresholds and exceptions of the rules. Without it the standard policy judges.
        # policy: policy.yaml

        # The vendors that you deal with: whose applications may have access, and to what (OAU-07).
        # vendors: vendors.yaml

        sources:
          # One entry a tenant. The name is yours; it is printed beside every record.
          production:
            connector: aws
            settings:
              region: eu-west-1
            # A credential is never written here, only where it is to be found:
            #   {env: NAME}                   an environment variable
            #   {file: PATH}                  a file that only you can read (chmod 600)
            #   {command: [PROGRAM, ARG, …]}  the output of a program, run without a shell
            credentials:
              access_key_id: {env: AWS_ACCESS_KEY_ID}
              secret_access_key: {env: AWS_SECRET_ACCESS_KEY}

          # Who works here: what says that an owner has left. A CSV or JSON Lines file.
          people:
            connector: people-file
            settings:
              path: people.csv
              # Your column names, where they differ from these:
              # columns: {employee_id: employee_id, email: email, name: name, status: status, ended: ended}
            authoritative_for: [people]

        # How requests leave this machine.
        # network:
        #   ca_file: company-ca.pem
        #   proxy: http://proxy.example.com:3128
        #   no_proxy: [internal.example.com]

        """
}
