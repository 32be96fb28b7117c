/// The phrases of one language that callers may say, folded: lower case, without accents.
struct Words {
    let choices: [(Vocabulary.Choice, [String])]
    let another: [String]
    let digits: [String: Int]

    func phrases(for choice: Vocabulary.Choice) -> [String] {
        (choices + Self.languageNames).first { $0.0 == choice }?.1 ?? []
    }

    /// The words for a BCP 47 tag; English where we have none of the language.
    static func of(_ tag: String) -> Words {
        switch tag.prefix(2).lowercased() {
        case "es": spanish
        case "fr": french
        case "de": german
        default: english
        }
    }

    /// Every language's name is understood in every language.
    private static let languageNames: [(Vocabulary.Choice, [String])] = [
        (.language("en-US"), ["english", "ingles", "anglais", "englisch"]),
        (.language("es-US"), ["spanish", "espanol", "espagnol", "spanisch"]),
        (.language("fr-FR"), ["french", "frances", "francais", "franzosisch"]),
        (.language("de-DE"), ["german", "aleman", "allemand", "deutsch"]),
    ]

    private static let english = Words(
        choices: [
            (.account, ["account", "my account", "balance"]),
            (.departments, ["department", "departments", "departments and agents"]),
            (.languages, ["language", "languages", "other languages"]),
            (.again, ["again", "repeat"]),
            (.agent, ["agent", "operator", "representative", "person", "human", "somebody", "someone"]),
            (.department(.sales), ["sales"]),
            (.department(.support), ["support", "help", "technical"]),
            (.department(.billing), ["billing", "bill", "invoice"]),
            (.balance, ["balance"]),
            (.retry, ["try again", "retry", "again"]),
            (.text, ["text", "text message", "message"]),
        ],
        another: ["another code", "new code", "resend", "send again"],
        digits: [
            "zero": 0, "oh": 0, "o": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
            "eight": 8, "nine": 9, "niner": 9,
        ])

    private static let spanish = Words(
        choices: [
            (.account, ["cuenta", "mi cuenta", "saldo"]),
            (.departments, ["departamento", "departamentos"]),
            (.languages, ["idioma", "idiomas", "lenguas", "otros idiomas"]),
            (.again, ["repetir", "otra vez", "de nuevo"]),
            (.agent, ["agente", "operador", "operadora", "representante", "persona"]),
            (.department(.sales), ["ventas"]),
            (.department(.support), ["soporte", "ayuda", "asistencia"]),
            (.department(.billing), ["facturacion", "factura", "facturas"]),
            (.balance, ["saldo"]),
            (.retry, ["intentar", "intentar de nuevo", "otra vez", "de nuevo"]),
            (.text, ["texto", "mensaje", "mensaje de texto"]),
        ],
        another: ["otro codigo", "nuevo codigo", "codigo nuevo", "reenviar"],
        digits: [
            "cero": 0, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
            "ocho": 8, "nueve": 9,
        ])

    private static let french = Words(
        choices: [
            (.account, ["compte", "mon compte", "solde"]),
            (.departments, ["service", "services", "departement", "departements"]),
            (.languages, ["langue", "langues", "autres langues"]),
            (.again, ["repeter", "encore", "a nouveau"]),
            (.agent, ["agent", "conseiller", "conseillere", "operateur", "operatrice"]),
            (.department(.sales), ["ventes", "commercial", "vente"]),
            (.department(.support), ["assistance", "support", "technique", "aide"]),
            (.department(.billing), ["facturation", "facture", "factures"]),
            (.balance, ["solde"]),
            (.retry, ["reessayer", "recommencer", "encore"]),
            (.text, ["texto", "sms", "message"]),
        ],
        another: ["autre code", "nouveau code", "renvoyer"],
        digits: [
            "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
            "huit": 8, "neuf": 9,
        ])

    private static let german = Words(
        choices: [
            (.account, ["konto", "mein konto", "kontostand"]),
            (.departments, ["abteilung", "abteilungen"]),
            (.languages, ["sprache", "sprachen", "andere sprachen"]),
            (.again, ["wiederholen", "noch einmal", "nochmal"]),
            (.agent, ["mitarbeiter", "mitarbeiterin", "berater", "beraterin", "person"]),
            (.department(.sales), ["verkauf", "vertrieb"]),
            (.department(.support), ["support", "technik", "hilfe", "kundendienst"]),
            (.department(.billing), ["rechnung", "rechnungen", "buchhaltung"]),
            (.balance, ["kontostand", "saldo", "guthaben"]),
            (.retry, ["erneut", "noch einmal", "nochmal", "wiederholen"]),
            (.text, ["sms", "textnachricht", "nachricht"]),
        ],
        another: ["neuer code", "neuen code", "anderen code", "code erneut"],
        digits: [
            "null": 0, "eins": 1, "ein": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6,
            "sieben": 7, "acht": 8, "neun": 9,
        ])
}
