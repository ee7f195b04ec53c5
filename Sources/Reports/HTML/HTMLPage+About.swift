import Inventory
import Reconciler

/// Whom nobody could judge, and what the page itself rests on.
extension HTMLPage {
    func writeUnlinked(to page: inout Markup) {
        page.element(.section, .id("unlinked"), .labelledBy("unlinked-title")) { page in
            page.element(.h2, .id("unlinked-title"), text: "Accounts not linked to a person")
            page.element(
                .p,
                text: "Enabled accounts of people, or of what nobody knows, that belong to nobody in the lists of "
                    + "people. Whether their person has left cannot be said. An address in a list of people links "
                    + "them, or a rule of the policy says that they are no person's.")
            guard !reconciliation.unlinked.isEmpty else {
                page.element(.p, text: "There are none.")
                return
            }
            page.element(.p, text: "\(counted(reconciliation.unlinkedCount, "account")).")
            page.element(.div, .class("wide")) { page in
                page.element(.table) { page in
                    page.element(.caption, .class("spoken"), text: "Accounts not linked to a person")
                    page.heads(("Account", false), ("Kind", false), ("Id", false), ("Source", false))
                    page.element(.tbody) { page in
                        for subject in reconciliation.unlinked.prefix(Self.shown) {
                            page.element(.tr) { page in
                                page.element(.th, .rowScope) { page in
                                    page.value(subject.name.isEmpty ? subject.nativeID : subject.name)
                                }
                                page.element(.td) { $0.value(subject.kind) }
                                page.element(.td, .class("long")) { $0.value(subject.nativeID) }
                                page.element(.td) { $0.value(subject.source) }
                            }
                        }
                    }
                }
            }
            page.rest(
                reconciliation.unlinkedCount, beyond: Self.shown,
                command: "muster inventory --kind identities --format csv")
        }
    }

    func writeFooter(to page: inout Markup) {
        page.element(.footer, .id("about")) { page in
            page.element(.h2, text: "About this report")
            page.element(
                .p,
                text: "The same snapshot, policy and clock give the same report, byte for byte. Muster only reads: "
                    + "nothing of what stands under Do has been done.")
            page.element(.dl) { page in
                page.fact("Snapshot", "run \(info.run), published \(HTMLText.minute(info.publishedAt.description))")
                page.fact("Judged as of", reconciliation.asOf.description)
                page.fact("Policy", "SHA-256 \(reconciliation.policyHash)")
                page.fact("Program", "muster \(programVersion)")
                page.element(.dt, text: "Connectors")
                page.element(.dd) { page in
                    page.element(.ul) { page in
                        for connector in connectors {
                            page.element(.li) { page in
                                page.link(connector.product, to: connector.documentation)
                                page.write(" (\(connector.id) \(connector.version))")
                            }
                        }
                    }
                }
            }
            writeNotes("What is not covered", \.blindSpots, none: "Nothing is known to be hidden.", to: &page)
            writeNotes("What last used means", \.usageMeanings, none: "No list tells it.", to: &page)
        }
    }

    private func writeNotes(
        _ title: String, _ notes: KeyPath<ConnectorNotes, [ConnectorNotes.Note]>, none: String, to page: inout Markup
    ) {
        page.element(.h3, text: title)
        for connector in connectors {
            page.element(.h4, text: connector.product)
            let list = connector[keyPath: notes]
            if list.isEmpty {
                page.element(.p, text: none)
            } else {
                page.element(.dl) { page in for note in list { page.fact(note.what, note.why) } }
            }
        }
    }
}
