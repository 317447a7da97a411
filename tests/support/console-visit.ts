import { installApp, openBrowser, openPage, signInStaff } from "@/tests/support/browse";
import { createTestDatabase } from "@/tests/support/postgres";
import { startProduct } from "@/tests/support/product";

/** The whole product with one enterprise that has authorised `crm`, and the owner signed in to the console. */
export async function visitConsole() {
  const opened: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.reverse()) await end();
  };
  try {
    const database = await createTestDatabase();
    opened.push(() => database.drop());
    const product = await startProduct(database.databaseUrl);
    opened.push(() => product.stop());
    const browser = await openBrowser();
    opened.push(() => browser.close());
    const customer = await openPage(browser);
    await installApp(customer.page, product.portalUrl, "crm");
    await customer.context.close();
    const { page, complaints } = await openPage(browser);
    await signInStaff(page, product.portalUrl, product.world.owner);
    return { product, browser, page, complaints, close };
  } catch (error) {
    await close();
    throw error;
  }
}
export type ConsoleVisit = Awaited<ReturnType<typeof visitConsole>>;
