function good() {
  return 1;
}
const broken = {
  a: 1,
  b: function ( {
};
export const after = good();
