/** Texts of the staff console, Chinese (the source). */
export const consoleZhCn = {
  title: "管理控制台",
};
