function k13() { var html = <div a={pk(source())}>{pk(source())}</div>; let x = source(); pk(<div>{x}</div>); pk(<div a={x}/>); pk(<Foo {...x}/>); pk(<x.Foo/>); pk(<></>); pk(<>{x}</>); }
function d1() { const C = ({x}) => <div onClick={() => pk(source())} b={x}/>; let x = source(); return <div dangerouslySetInnerHTML={{__html: x}}/>; }
function d2() { let x = source(); return <div dangerouslySetInnerHTML={{__html: x}} >{x.map((y) => <a href={y} />)}<a href={x}/><a href={`a${x}`}>z</a></div>; }
