import CompanyNumbers
import PhoneNumbers
import Testing

@Suite struct EmployeeTests {
    @Test(arguments: [
        ("(415) 555-2671", "+14155552671"), ("+44 7700 900123", "+447700900123"), ("none", nil), (nil, nil),
    ])
    func `A mobile number is read with the default region`(text: String?, e164: String?) {
        let employee = Employee(id: "00u1", isActive: true, companyNumber: nil, mobileText: text)
        #expect(employee.mobile(defaultRegion: "US")?.e164 == e164)
    }
}
